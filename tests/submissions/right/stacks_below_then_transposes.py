# /// submission
# about = "Stacks two rows and transposes, so the result is not contiguous."
# ///

# %% add_bias_column
def add_bias_column(X):
    Xt = X.T
    return torch.cat((Xt, torch.ones_like(Xt))).T
