# /// submission
# about = "Returns the loss together with the differences."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["tuple"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    d = y_pred - y_true
    return (d ** 2).mean(), d
