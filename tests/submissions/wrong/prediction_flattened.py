# /// submission
# about = "Flattens the prediction only, which broadcasts to (n, n)."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["broadcast"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    diff = y_pred.flatten() - y_true
    return torch.mean(diff ** 2)
