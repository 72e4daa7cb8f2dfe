# /// submission
# about = "Averages over the rows first and squeezes the (1,) result."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return (y_pred - y_true).square().mean(dim=0).squeeze()
