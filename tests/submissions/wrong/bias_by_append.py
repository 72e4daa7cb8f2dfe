# /// submission
# about = "Appends to a tensor as to a list."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["torch.cat", "[bias-append]"]
# ///

# %% add_bias_column
def add_bias_column(X):
    X.append(torch.ones(len(X), 1))
    return X
