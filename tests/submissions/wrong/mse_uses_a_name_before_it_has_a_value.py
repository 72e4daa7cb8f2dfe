# /// submission
# about = "Adds to a total that has no value yet, though the notebook has one of that name."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["[local-missing]"]
# ///

# %% before mse_loss
total = 0

# %% mse_loss
def mse_loss(y_pred, y_true):
    for i in range(len(y_pred)):
        total += (y_pred[i, 0] - y_true[i, 0]) ** 2
    return total / len(y_pred)
