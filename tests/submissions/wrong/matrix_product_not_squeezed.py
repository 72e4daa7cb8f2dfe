# /// submission
# about = "Returns d^T d / n as a (1, 1) matrix."
# lost = ["mse_loss"]
# says.mse_loss = ["shape"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    d = y_pred - y_true
    return d.T @ d / len(d)
