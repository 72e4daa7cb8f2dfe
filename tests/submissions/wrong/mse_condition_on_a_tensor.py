# /// submission
# about = "Asks an if about a whole tensor."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["yes or no", "[condition-on-tensor]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    if y_pred == y_true:
        return torch.tensor(0.0)
    return ((y_pred - y_true) ** 2).mean()
