# /// submission
# about = "Makes an integer tensor, which cuts off the decimals of x."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["dtype"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.tensor([[int(x), 1] for x in X])
