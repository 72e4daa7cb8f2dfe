# /// submission
# about = "Goes through flat columns and column_stack."
# ///

# %% add_bias_column
def add_bias_column(X):
    x = X[:, 0]
    return torch.column_stack((x, torch.ones_like(x)))
