# /// submission
# about = "Divides the norm by n without squaring it."
# lost = ["mse_loss", "fit"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.norm(y_pred - y_true) / len(y_true)
