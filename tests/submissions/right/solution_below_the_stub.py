# /// submission
# about = "Leaves the stub alone and defines the function in a cell of its own below it."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    raise NotImplementedError("Exercise 2: mse_loss")

# %% after mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()
