# /// submission
# about = "A mutable default argument keeps the rows of earlier calls."
# lost = ["add_bias_column", "fit"]
# ///

# %% add_bias_column
def add_bias_column(X, rows=[]):
    for x in X:
        rows.append([x.item(), 1.0])
    return torch.tensor(rows, dtype=X.dtype)
