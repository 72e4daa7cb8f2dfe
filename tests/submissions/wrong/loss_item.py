# /// submission
# about = "Returns a Python float by .item()."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["float"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean().item()
