# /// submission
# about = "Adds ones on both sides."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["column"]
# ///

# %% add_bias_column
def add_bias_column(X):
    ones = torch.ones_like(X)
    return torch.cat([ones, X, ones], dim=1)
