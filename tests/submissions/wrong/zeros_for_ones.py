# /// submission
# about = "Adds a column of zeros."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["zero"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, torch.zeros_like(X)], dim=1)
