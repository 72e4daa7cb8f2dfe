# /// submission
# about = "Returns the loss and the gradient as a pair."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["tuple"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss, weights.grad
