# /// submission
# about = "Ones first and a broadcasting loss at once."
# lost = ["add_bias_column", "mse_loss", "fit"]
# says.add_bias_column = ["last"]
# says.mse_loss = ["broadcast"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.hstack([torch.ones_like(X), X])

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred.squeeze(1) - y_true) ** 2).mean()
