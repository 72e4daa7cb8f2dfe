# /// submission
# about = "Divides the sum of squares by the number of rows."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    n = y_true.size(0)
    return torch.sum(torch.pow(y_true - y_pred, 2)) / n
