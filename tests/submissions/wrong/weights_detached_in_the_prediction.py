# /// submission
# about = "Predicts with detached weights, so backward has nothing to go to."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["detach"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_pred = X_b @ weights.detach()
    loss = mse_loss(y_pred, y)
    loss.backward()
    return loss
