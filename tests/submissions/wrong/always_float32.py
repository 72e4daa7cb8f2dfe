# /// submission
# about = "Turns every input into float32."
# lost = ["add_bias_column"]
# says.add_bias_column = ["dtype"]
# ///

# %% add_bias_column
def add_bias_column(X):
    out = torch.ones(len(X), 2, dtype=torch.float32)
    out[:, :1] = X
    return out
