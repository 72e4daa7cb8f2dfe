# /// submission
# about = "Puts the whole column and a one into torch.tensor."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["torch.cat", "[number-wanted]"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.tensor([X, 1])
