# /// submission
# about = "Builds the matrix row by row in a Python loop."
# ///

# %% add_bias_column
def add_bias_column(X):
    rows = []
    for row in X:
        rows.append(torch.cat([row, row.new_ones(1)]))
    return torch.stack(rows)
