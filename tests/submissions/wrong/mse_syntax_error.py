# /// submission
# about = "A bracket is missing, so the cell does not run and nothing is defined."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["defin", "[cell-stopped]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2.mean()
