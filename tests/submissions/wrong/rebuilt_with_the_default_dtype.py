# /// submission
# about = "Makes the matrix from a list, in the default dtype whatever X has."
# lost = ["add_bias_column"]
# says.add_bias_column = ["dtype"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.tensor([[x, 1.0] for x in X.flatten().tolist()])
