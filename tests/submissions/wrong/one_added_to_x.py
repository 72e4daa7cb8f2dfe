# /// submission
# about = "Adds the number one to x instead of a column."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["column"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return X + torch.ones_like(X)
