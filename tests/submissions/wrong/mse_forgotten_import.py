# /// submission
# about = "Uses F without importing it."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["nameerror"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return F.mse_loss(y_pred, y_true)
