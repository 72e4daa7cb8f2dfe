# /// submission
# about = "Yields the loss, so that a generator comes back."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["generator"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    yield ((y_pred - y_true) ** 2).mean()
