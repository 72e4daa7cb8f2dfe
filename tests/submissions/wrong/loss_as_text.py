# /// submission
# about = "Returns the loss formatted as text."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["str"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    loss = ((y_pred - y_true) ** 2).mean()
    return f"{loss:.4f}"
