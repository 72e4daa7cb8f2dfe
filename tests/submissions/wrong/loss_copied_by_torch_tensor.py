# /// submission
# about = "Wraps the loss in torch.tensor, which copies it out of the graph."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["graph"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.tensor(((y_pred - y_true) ** 2).mean())
