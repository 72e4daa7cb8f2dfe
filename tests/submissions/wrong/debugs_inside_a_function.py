# /// submission
# about = "A breakpoint is left in a function."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["breakpoint", "[asks-for-input]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    breakpoint()
    return ((y_pred - y_true) ** 2).mean()
