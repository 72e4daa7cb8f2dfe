# /// submission
# about = "Calls torch.autograd.backward instead of the method."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_hat = torch.matmul(X_b, weights)
    loss = mse_loss(y_hat, y)
    torch.autograd.backward(loss)
    return loss
