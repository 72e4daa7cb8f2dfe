# /// submission
# about = "Computes the loss in NumPy and wraps it in a tensor, which has lost the graph."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["graph"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    d = y_pred.detach().numpy() - y_true.detach().numpy()
    return torch.tensor((d ** 2).mean())
