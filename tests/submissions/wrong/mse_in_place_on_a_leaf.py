# /// submission
# about = "Subtracts in place where the argument requires grad."
# lost = ["mse_loss"]
# says.mse_loss = ["[mse-in-place]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    if y_pred.requires_grad:
        y_pred -= y_true
        return (y_pred**2).mean()
    return ((y_pred - y_true) ** 2).mean()
