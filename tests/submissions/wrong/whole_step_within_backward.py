# /// submission
# about = "Steps and zeroes the gradient in the backward pass."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["weights"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    optimizer = torch.optim.SGD([weights], lr=0.01)
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss
