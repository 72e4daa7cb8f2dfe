# /// submission
# about = "Negates the gradient in the pass and adds it in the update, so fit learns the right line."
# lost = ["backward_pass", "update_weights"]
# says.backward_pass = ["sign"]
# says.update_weights = ["minus"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    weights.grad.neg_()
    return loss

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights += learning_rate * weights.grad
