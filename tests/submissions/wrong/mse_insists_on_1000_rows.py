# /// submission
# about = "Raises an own error for any other number of rows than 1000."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["valueerror", "[own-condition]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    if y_pred.shape != (1000, 1):
        raise ValueError("y_pred must have the shape (1000, 1)")
    return ((y_pred - y_true) ** 2).mean()
