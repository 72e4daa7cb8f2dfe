# /// submission
# about = "Uses torch.concatenate with NumPy's word axis, and new_ones."
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.concatenate((X, X.new_ones(len(X), 1)), axis=1)
