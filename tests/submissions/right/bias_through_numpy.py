# /// submission
# about = "Builds the bias column in NumPy with the right dtype and comes back to torch."
# ///

# %% add_bias_column
def add_bias_column(X):
    a = X.numpy()
    return torch.from_numpy(np.hstack([a, np.ones_like(a)]))
