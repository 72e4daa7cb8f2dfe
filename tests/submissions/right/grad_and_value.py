# /// submission
# about = "Loss and gradient at once from torch.func.grad_and_value."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    gradient, loss = torch.func.grad_and_value(lambda w: mse_loss(X_b @ w, y))(weights)
    weights.grad = gradient
    return loss
