# /// submission
# about = "Counts the dimensions from 1."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["[no-such-index]"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, torch.ones_like(X)], dim=2)
