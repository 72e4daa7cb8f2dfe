# /// submission
# about = "Puts the ones on with hstack, in the dtype of X."
# ///

# %% add_bias_column
def add_bias_column(X):
    n = X.shape[0]
    ones = torch.ones((n, 1), dtype=X.dtype)
    return torch.hstack((X, ones))
