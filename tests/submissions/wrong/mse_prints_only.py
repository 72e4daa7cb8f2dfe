# /// submission
# about = "Prints the loss and returns nothing."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["return"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    print(((y_pred - y_true) ** 2).mean())
