# /// submission
# about = "Divides by the length of the notebook's data."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["1000"]
# ///

# %% before mse_loss
n_samples = 1000

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.sum((y_pred - y_true) ** 2) / n_samples
