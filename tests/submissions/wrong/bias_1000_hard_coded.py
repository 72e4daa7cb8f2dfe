# /// submission
# about = "Makes a thousand ones whatever n is."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["1000"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, torch.ones(1000, 1)], dim=1)
