# /// submission
# about = "Returns the gradient instead of the loss."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["shape", "[backward-returns-gradient]"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return weights.grad
