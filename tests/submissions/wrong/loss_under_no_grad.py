# /// submission
# about = "Computes the loss under no_grad."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["graph"]
# ///

# %% mse_loss
@torch.no_grad()
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()
