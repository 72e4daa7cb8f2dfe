# /// submission
# about = "Hands backward the gradient of the loss with respect to itself."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward(gradient=torch.ones_like(loss))
    return loss
