# /// submission
# about = "Takes the notebook's X, not the argument."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["argument"]
# ///

# %% add_bias_column
def add_bias_column(x):
    return torch.cat([X, torch.ones_like(X)], dim=1)
