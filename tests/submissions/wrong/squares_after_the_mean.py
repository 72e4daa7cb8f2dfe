# /// submission
# about = "Squares the mean of the differences rather than the differences."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["squar"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return (y_pred - y_true).mean() ** 2
