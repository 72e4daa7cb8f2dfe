# /// submission
# about = "Converts the loss to a Python float."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["float"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    total = 0.0
    for p, t in zip(y_pred, y_true):
        total += float(p - t) ** 2
    return total / len(y_pred)
