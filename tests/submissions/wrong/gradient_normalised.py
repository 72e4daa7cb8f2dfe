# /// submission
# about = "Scales the gradient to length one."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    weights.grad /= weights.grad.norm()
    return loss
