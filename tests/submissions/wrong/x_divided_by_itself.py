# /// submission
# about = "Makes the ones as x / x, which is NaN where x is 0."
# lost = ["add_bias_column", "fit"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, X / X], dim=1)
