# /// submission
# about = "Takes the gradient with respect to a copy, so weights.grad stays empty."
# lost = ["backward_pass", "fit"]
# says.backward_pass = [".grad"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    w = weights.clone().detach().requires_grad_(True)
    loss = mse_loss(X_b @ w, y)
    loss.backward()
    return loss
