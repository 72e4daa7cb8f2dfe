# /// submission
# about = "Takes the mean absolute error."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["absolute"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.abs(y_pred - y_true).mean()
