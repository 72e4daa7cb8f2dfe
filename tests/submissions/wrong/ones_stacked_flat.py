# /// submission
# about = "Stacks the column with flat ones."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["(n, 1)", "[bias-flat]"]
# ///

# %% add_bias_column
def add_bias_column(X):
    ones = torch.ones(X.shape[0])
    return torch.stack([X, ones], dim=1)
