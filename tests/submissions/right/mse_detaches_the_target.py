# /// submission
# about = "Detaches y_true only; the loss still depends on y_pred."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true.detach()) ** 2).mean()
