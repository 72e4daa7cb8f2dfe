# /// submission
# about = "Uses a name from a cell that raised before it came to the assignment."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["nameerror"]
# ///

# %% before mse_loss
power = int("two")

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** power).mean()
