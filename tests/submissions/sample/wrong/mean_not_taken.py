# /// submission
# about = "Returns all the squared differences."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["shape"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return (y_pred - y_true) ** 2
