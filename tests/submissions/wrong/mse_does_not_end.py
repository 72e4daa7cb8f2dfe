# /// submission
# about = "A while loop whose counter stands still."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["come to an end", "[endless]"]
# verdicts.test_mse_loss = "timed out"
# verdicts.test_fit = "timed out"
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    i = 0
    while i < len(y_pred):
        j = i + 1
    return ((y_pred - y_true) ** 2).mean()
