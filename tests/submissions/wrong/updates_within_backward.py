# /// submission
# about = "Takes a step already in the backward pass."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["weights"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    with torch.no_grad():
        weights -= 0.01 * weights.grad
    return loss
