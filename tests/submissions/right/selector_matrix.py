# /// submission
# about = "Gets [x, 1] by a matrix product and an added row."
# ///

# %% add_bias_column
def add_bias_column(X):
    return X @ X.new_tensor([[1, 0]]) + X.new_tensor([0, 1])
