# /// submission
# about = "Imports torch as th and uses only that."
# ///

# %% before add_bias_column
import torch as th

# %% add_bias_column
def add_bias_column(X):
    return th.cat([X, th.ones_like(X)], dim=1)

# %% update_weights
def update_weights(weights, learning_rate):
    with th.no_grad():
        weights -= learning_rate * weights.grad
