# /// submission
# about = "Works on y_pred.data, which autograd does not see."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["graph"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.mean((y_pred.data - y_true.data) ** 2)
