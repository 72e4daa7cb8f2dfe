# /// submission
# about = "Writes ^ for the power; torch calls that xor not implemented for floats, but the exercise was tried."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["xor", "[mse-caret]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ^ 2).mean()
