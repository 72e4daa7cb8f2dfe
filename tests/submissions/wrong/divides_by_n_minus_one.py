# /// submission
# about = "Divides by n - 1 as for a sample variance, which is also no number for one sample."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["mean"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).sum() / (len(y_true) - 1)
