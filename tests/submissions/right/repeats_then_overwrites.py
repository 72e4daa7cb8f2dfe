# /// submission
# about = "Repeats the column and overwrites the copy with ones."
# ///

# %% add_bias_column
def add_bias_column(X):
    X = X.repeat(1, 2)
    X[:, -1] = 1
    return X
