# /// submission
# about = "Has cells that raise, before, between and after the exercises."
# ///

# %% before add_bias_column
raise RuntimeError("just trying")

# %% after mse_loss
torch.zeros(2, 3) @ torch.zeros(2, 3)

# %% before update_weights
w = torch.ones(2, 1, requires_grad=True)
w -= 0.1

# %% after fit
history[-1000000]
