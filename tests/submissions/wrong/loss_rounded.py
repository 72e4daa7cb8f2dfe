# /// submission
# about = "Rounds the loss to two decimals, and rounding has no slope."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["round"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    loss = ((y_pred - y_true) ** 2).mean()
    return torch.round(loss, decimals=2)
