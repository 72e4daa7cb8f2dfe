# /// submission
# about = "Makes a nested list of [x, 1] and turns it into a tensor of the dtype of X."
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.tensor([[x.item(), 1.0] for x in X], dtype=X.dtype)
