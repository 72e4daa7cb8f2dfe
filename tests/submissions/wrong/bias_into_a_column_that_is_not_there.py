# /// submission
# about = "Writes the ones into a second column, which X does not have."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["[bias-no-room]"]
# ///

# %% add_bias_column
def add_bias_column(X):
    X[:, 1] = 1
    return X
