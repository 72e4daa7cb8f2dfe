# /// submission
# about = "Exercise 2 was not written."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["not attempted"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    raise NotImplementedError("Exercise 2: mse_loss")
