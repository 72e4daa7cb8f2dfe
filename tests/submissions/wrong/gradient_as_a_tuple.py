# /// submission
# about = "Stores the whole tuple that torch.autograd.grad returns."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["[0]", "[backward-tuple]"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    grads = torch.autograd.grad(loss, weights)
    weights.grad = grads
    return loss
