# /// submission
# about = "Squeezes the prediction, so that (n,) meets (n, 1) in the loss."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["broadcast"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_pred = (X_b @ weights).squeeze()
    loss = mse_loss(y_pred, y)
    loss.backward()
    return loss
