# /// submission
# about = "Has a function called check that its own solution uses."
# ///

# %% before mse_loss
def check(a, b):
    if a.shape != b.shape:
        raise ValueError("shapes differ")
    return a - b

# %% mse_loss
def mse_loss(y_pred, y_true):
    return check(y_pred, y_true).square().mean()
