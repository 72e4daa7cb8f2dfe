# /// submission
# about = "Returns X unchanged."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["column"]
# ///

# %% add_bias_column
def add_bias_column(X):
    torch.cat([X, torch.ones_like(X)], dim=1)
    return X
