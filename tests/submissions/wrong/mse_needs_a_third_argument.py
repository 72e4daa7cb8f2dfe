# /// submission
# about = "Wants n as a further argument."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["argument"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true, n):
    return ((y_pred - y_true) ** 2).sum() / n
