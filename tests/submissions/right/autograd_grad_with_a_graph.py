# /// submission
# about = "torch.autograd.grad with create_graph=True, so that the gradient carries a graph."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    (weights.grad,) = torch.autograd.grad(loss, weights, create_graph=True)
    return loss
