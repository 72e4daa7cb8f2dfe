# /// submission
# about = "Makes a new leaf that requires grad but has nothing to do with y_pred."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["graph"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    value = ((y_pred - y_true) ** 2).mean().item()
    return torch.tensor(value, requires_grad=True)
