# /// submission
# about = "Adds the squares up and does not divide."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["mean"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).sum()
