# /// submission
# about = "Divides by 1000 whatever n is."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["1000"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).sum() / 1000
