# /// submission
# about = "One exercise is wrong, another was not written."
# lost = ["mse_loss", "zero_gradients", "fit"]
# says.mse_loss = ["mean"]
# says.zero_gradients = ["not attempted"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).sum()

# %% zero_gradients
def zero_gradients(weights):
    raise NotImplementedError("Exercise 5: zero_gradients")
