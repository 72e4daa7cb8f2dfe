# /// submission
# about = "Calls .numpy() on a prediction that requires grad, which torch refuses."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["numpy"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.tensor(np.mean((y_pred.numpy() - y_true.numpy()) ** 2))
