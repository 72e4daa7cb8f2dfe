# /// submission
# about = "Sees [x, 1] as the powers of x and asks for a Vandermonde matrix."
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.vander(X.flatten(), 2)
