# /// submission
# about = "Takes d^T d, a (1, 1) matrix, and squeezes it to a scalar."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    d = y_true - y_pred
    return (d.T @ d).squeeze() / len(d)
