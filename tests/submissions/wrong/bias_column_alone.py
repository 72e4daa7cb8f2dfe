# /// submission
# about = "Returns the ones without x."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["column"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.ones_like(X)
