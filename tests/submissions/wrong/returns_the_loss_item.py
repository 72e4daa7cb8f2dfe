# /// submission
# about = "Returns the loss as a Python float."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["float"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss.item()
