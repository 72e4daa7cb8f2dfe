# /// submission
# about = "Halves the mean, as textbooks do that want a tidier derivative."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["half"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean() / 2
