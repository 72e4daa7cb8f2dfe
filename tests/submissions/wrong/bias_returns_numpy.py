# /// submission
# about = "Returns a NumPy array."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["numpy"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return np.hstack([X.numpy(), np.ones((len(X), 1), dtype=np.float32)])
