# /// submission
# about = "Squares with @, and forgets to transpose."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["[mse-product]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return (y_pred - y_true) @ (y_pred - y_true) / len(y_true)
