# /// submission
# about = "Repeats x where the ones belong."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["ones"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, X], dim=1)
