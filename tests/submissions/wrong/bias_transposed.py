# /// submission
# about = "Returns shape (2, n)."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["transpos"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.stack([X.flatten(), torch.ones(len(X))])
