# /// submission
# about = "Resource: each of the five functions never ends, so that every test waits."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# verdicts.add_bias_column = "timed out"
# verdicts.zero_gradients = "timed out"
# ///

# %% add_bias_column
import time


def add_bias_column(*arguments):
    while True:
        time.sleep(1)


mse_loss = backward_pass = update_weights = zero_gradients = add_bias_column

# %% mse_loss
pass

# %% backward_pass
pass

# %% update_weights
pass

# %% zero_gradients
pass
