# /// submission
# about = "Squares by way of logarithms, which gives NaN for negative differences."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["nan"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.exp(2 * torch.log(y_pred - y_true)).mean()
