# /// submission
# about = "Makes as many ones as the notebook's X has rows."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["1000"]
# ///

# %% before add_bias_column
ones = torch.ones_like(X)

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, ones], dim=1)
