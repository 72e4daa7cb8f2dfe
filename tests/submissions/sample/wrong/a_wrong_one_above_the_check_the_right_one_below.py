# /// submission
# about = "Mended in a new cell below the check; the wrong one stands where it stood."
# lost = ["mse_loss"]
# says.mse_loss = ["half", "below"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean() / 2

# %% after test_mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()
