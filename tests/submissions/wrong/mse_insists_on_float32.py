# /// submission
# about = "Raises for float64, although any float tensor may come."
# lost = ["mse_loss"]
# says.mse_loss = ["float64"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    if y_pred.dtype != torch.float32:
        raise TypeError("float32 only, please")
    return ((y_pred - y_true) ** 2).mean()
