# /// submission
# about = "Forgets the brackets, so only y_true is squared."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["squar"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return (y_pred - y_true ** 2).mean()
