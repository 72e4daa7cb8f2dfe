# /// submission
# about = "Wrote half of the exercise and left the line that raises."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["not attempted"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    diff = y_pred - y_true
    squared = diff ** 2
    raise NotImplementedError("Exercise 2: mse_loss")
