# /// submission
# about = "Takes the root of the mean (RMSE)."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["root"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.sqrt(((y_pred - y_true) ** 2).mean())
