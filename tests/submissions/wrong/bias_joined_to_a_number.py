# /// submission
# about = "Joins the column with the number 1."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["[tensor-wanted]"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, 1], dim=1)
