# /// submission
# about = "The ones are integers, but cat promotes them to the dtype of X."
# ///

# %% add_bias_column
def add_bias_column(X):
    ones = torch.ones(X.size(0), 1, dtype=torch.int64)
    return torch.cat((X, ones), -1)
