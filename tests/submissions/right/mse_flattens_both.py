# /// submission
# about = "Flattens both arguments alike, so nothing broadcasts."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return (y_pred.view(-1) - y_true.view(-1)).pow(2).mean()
