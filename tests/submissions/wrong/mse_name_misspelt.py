# /// submission
# about = "Defines the function under another name."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["defin"]
# ///

# %% mse_loss
def mse_los(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()
