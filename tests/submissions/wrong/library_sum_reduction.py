# /// submission
# about = "Asks the library for a sum."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["mean"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.nn.functional.mse_loss(y_pred, y_true, reduction="sum")
