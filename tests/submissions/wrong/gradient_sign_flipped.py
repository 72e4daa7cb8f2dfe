# /// submission
# about = "Overwrites the gradient with its negative."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["sign"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    weights.grad = -weights.grad
    return loss
