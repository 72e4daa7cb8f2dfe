# /// submission
# about = "Divides the sum of squares by 2n."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["half"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    m = len(y_true)
    return torch.sum((y_pred - y_true) ** 2) / (2 * m)
