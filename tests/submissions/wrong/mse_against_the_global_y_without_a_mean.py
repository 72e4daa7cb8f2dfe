# /// submission
# about = "Compares with the notebook's y, and forgets the mean."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["1000", "[notebook-data]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return (y_pred - y) ** 2
