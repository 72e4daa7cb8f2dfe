# /// submission
# about = "Makes one number of three, by .item()."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["torch.mean", "[number-wanted]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).item()
