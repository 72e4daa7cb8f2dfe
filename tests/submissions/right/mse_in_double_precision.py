# /// submission
# about = "Computes the loss in float64 whatever it is given; it is still a scalar tensor."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    diff = y_pred.double() - y_true.double()
    return (diff * diff).mean()
