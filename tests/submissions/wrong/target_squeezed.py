# /// submission
# about = "Subtracts (n,) from (n, 1), which broadcasts to (n, n)."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["broadcast"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true.squeeze()) ** 2).mean()
