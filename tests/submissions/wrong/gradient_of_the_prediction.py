# /// submission
# about = "Runs backward from the prediction rather than from the loss."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_pred = X_b @ weights
    loss = mse_loss(y_pred, y)
    y_pred.sum().backward()
    return loss
