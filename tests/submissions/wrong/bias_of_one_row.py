# /// submission
# about = "Makes a single row of ones."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["as many ones", "[bias-rows]"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, torch.ones(1, 1)], dim=1)
