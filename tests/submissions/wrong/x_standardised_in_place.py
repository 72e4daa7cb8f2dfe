# /// submission
# about = "Standardises the caller's X in place before it adds the ones."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["place"]
# ///

# %% add_bias_column
def add_bias_column(X):
    X -= X.mean()
    X /= X.abs().max() + 1e-8
    return torch.cat([X, torch.ones_like(X)], dim=1)
