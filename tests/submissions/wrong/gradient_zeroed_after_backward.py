# /// submission
# about = "Zeroes the gradient right after backward."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["zero"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    weights.grad.zero_()
    return loss
