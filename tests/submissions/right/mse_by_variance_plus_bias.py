# /// submission
# about = "Adds the variance of the differences and their squared mean."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    d = y_pred - y_true
    return d.var(correction=0) + d.mean() ** 2
