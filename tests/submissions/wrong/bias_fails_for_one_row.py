# /// submission
# about = "A bare squeeze loses the only row when n is 1."
# lost = ["add_bias_column"]
# ///

# %% add_bias_column
def add_bias_column(X):
    x = X.squeeze()
    return torch.stack([x, torch.ones(len(X), dtype=X.dtype)], dim=1)
