# /// submission
# about = "Sends float64 through float32 and loses digits of x."
# lost = ["add_bias_column"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X.float(), torch.ones(len(X), 1)], 1).to(X.dtype)
