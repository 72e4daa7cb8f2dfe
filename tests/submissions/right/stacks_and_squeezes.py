# /// submission
# about = "Stacks to three dimensions and squeezes the last one away by number."
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.stack((X, torch.ones_like(X)), dim=1).squeeze(2)
