# /// submission
# about = "Stacks the ones below x, along the wrong dimension."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["dim"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, torch.ones_like(X)])
