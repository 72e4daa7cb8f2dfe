# /// submission
# about = "Hands cat the tensors one by one instead of as a list."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["typeerror", "[bias-no-list]"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat(X, torch.ones_like(X))
