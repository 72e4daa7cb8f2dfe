# /// submission
# about = "Computes the loss in NumPy and returns a NumPy number."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["numpy"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return np.mean((y_pred.detach().numpy() - y_true.detach().numpy()) ** 2)
