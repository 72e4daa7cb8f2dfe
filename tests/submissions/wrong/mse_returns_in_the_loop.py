# /// submission
# about = "Returns inside the loop, after the first sample."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["[mse-other]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    total = 0
    for i in range(len(y_pred)):
        total = total + (y_pred[i, 0] - y_true[i, 0]) ** 2
        return total / len(y_pred)
