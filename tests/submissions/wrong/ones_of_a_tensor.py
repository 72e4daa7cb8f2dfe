# /// submission
# about = "Gives torch.ones the data where it wants a shape."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["ones_like", "[shape-wanted]"]
# ///

# %% add_bias_column
def add_bias_column(X):
    ones = torch.ones(X)
    return torch.cat([X, ones], dim=1)
