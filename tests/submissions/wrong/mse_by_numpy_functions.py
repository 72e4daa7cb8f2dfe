# /// submission
# about = "np.mean of np.square, on tensors."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["NumPy", "torch.mean", "[numpy-function]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return np.mean(np.square(y_pred - y_true))
