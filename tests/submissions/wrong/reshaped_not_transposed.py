# /// submission
# about = "Stacks below and reshapes, which mixes up the rows."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["reshape"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, torch.ones_like(X)]).reshape(-1, 2)
