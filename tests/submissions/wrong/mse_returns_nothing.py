# /// submission
# about = "Computes the loss and forgets to return it."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["return"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    loss = ((y_pred - y_true) ** 2).mean()
