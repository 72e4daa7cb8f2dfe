# /// submission
# about = "Gets the gradient from torch.autograd.grad and stores it in .grad."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    weights.grad, = torch.autograd.grad(loss, weights)
    return loss
