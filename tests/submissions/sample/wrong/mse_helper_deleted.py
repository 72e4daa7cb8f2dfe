# /// submission
# about = "Deletes the helper that the function still needs."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["nameerror"]
# ///

# %% before mse_loss
def squared(d):
    return d * d

# %% mse_loss
def mse_loss(y_pred, y_true):
    return squared(y_pred - y_true).mean()

# %% after mse_loss
del squared
