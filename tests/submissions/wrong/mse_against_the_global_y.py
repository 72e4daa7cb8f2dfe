# /// submission
# about = "Compares with the notebook's y instead of the argument."
# lost = ["mse_loss", "fit"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y) ** 2).mean()
