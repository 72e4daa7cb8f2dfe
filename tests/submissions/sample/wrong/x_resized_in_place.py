# /// submission
# about = "Makes the caller's X itself two columns wide."
# lost = ["add_bias_column"]
# says.add_bias_column = ["place"]
# ///

# %% add_bias_column
def add_bias_column(X):
    X.data = torch.cat([X, torch.ones_like(X)], dim=1)
    return X.clone()
