# /// submission
# about = "Detaches the loss from the graph."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["graph"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean().detach()
