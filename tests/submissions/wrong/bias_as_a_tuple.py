# /// submission
# about = "Returns x and the ones as a pair."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["tuple"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return X, torch.ones_like(X)
