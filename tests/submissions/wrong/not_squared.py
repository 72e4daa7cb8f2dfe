# /// submission
# about = "Averages the plain differences, which cancel."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["squar"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return (y_pred - y_true).mean()
