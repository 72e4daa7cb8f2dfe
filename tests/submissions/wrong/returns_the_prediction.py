# /// submission
# about = "Returns the prediction instead of the loss."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["shape"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_pred = X_b @ weights
    mse_loss(y_pred, y).backward()
    return y_pred
