# /// submission
# about = "The function stands where it should, a function that it calls in a cell below the check."
# lost = ["mse_loss"]
# says.mse_loss = ["nameerror", "`squares` stands below", "[defined-below]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return squares(y_pred - y_true).mean()

# %% after test_mse_loss
def squares(errors):
    return errors**2
