# /// submission
# about = "Takes ones of the default dtype; cat gives float64 where X is float64."
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, torch.ones(X.shape[0], 1)], 1)
