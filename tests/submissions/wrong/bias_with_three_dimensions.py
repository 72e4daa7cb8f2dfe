# /// submission
# about = "Stacks without squeezing and returns shape (n, 2, 1)."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["shape", "[bias-stacked]"]
# says.fit = ["`add_bias_column` (exercise 1)", "[fit-exercise]"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.stack([X, torch.ones_like(X)], dim=1)
