# /// submission
# about = "Wrote the function in a cell above, and the stub below it takes its place."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["not attempted"]
# ///

# %% before mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()

# %% mse_loss
def mse_loss(y_pred, y_true):
    raise NotImplementedError("Exercise 2: mse_loss")
