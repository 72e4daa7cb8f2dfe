# /// submission
# about = "Averages over dimension 0 and returns shape (1,), not a scalar."
# lost = ["mse_loss"]
# says.mse_loss = ["shape"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.mean((y_pred - y_true) ** 2, dim=0)
