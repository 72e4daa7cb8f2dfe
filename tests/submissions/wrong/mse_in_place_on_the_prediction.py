# /// submission
# about = "Subtracts in place from y_pred, which raises when it is a leaf that requires grad."
# lost = ["mse_loss"]
# says.mse_loss = ["place"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    y_pred -= y_true
    return (y_pred ** 2).mean()
