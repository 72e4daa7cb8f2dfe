# /// submission
# about = "Joins (n, 1) with a flat (n,), which cat refuses."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["dimension"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, torch.ones(len(X))], dim=1)
