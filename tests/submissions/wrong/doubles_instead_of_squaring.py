# /// submission
# about = "Multiplies by two where it should raise to the power of two."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["squar"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) * 2).mean()
