# /// submission
# about = "Rebinds X inside the function and returns nothing."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["return"]
# ///

# %% add_bias_column
def add_bias_column(X):
    X = torch.cat([X, torch.ones_like(X)], dim=1)
