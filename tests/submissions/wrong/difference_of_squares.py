# /// submission
# about = "Subtracts the squares instead of squaring the difference."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["squar"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return (y_pred ** 2 - y_true ** 2).mean()
