# /// submission
# about = "Puts the ones before x."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["last"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([torch.ones_like(X), X], dim=1)
