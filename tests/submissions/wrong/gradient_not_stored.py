# /// submission
# about = "Computes the gradient with autograd.grad and drops it."
# lost = ["backward_pass", "fit"]
# says.backward_pass = [".grad"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    grad = torch.autograd.grad(loss, weights)[0]
    return loss
