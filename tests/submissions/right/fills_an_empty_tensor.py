# /// submission
# about = "Makes an empty (n, 2) tensor of the same dtype and fills it by slices."
# ///

# %% add_bias_column
def add_bias_column(X):
    out = torch.empty(len(X), 2, dtype=X.dtype)
    out[:, 0] = X[:, 0]
    out[:, 1] = 1
    return out
