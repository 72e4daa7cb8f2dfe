# /// submission
# about = "Raises x to the powers one and zero by broadcasting."
# ///

# %% add_bias_column
def add_bias_column(X):
    return X ** torch.tensor([1, 0])
