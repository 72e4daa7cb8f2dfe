# /// submission
# about = "Divides the gradient by n once more."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    weights.grad /= len(y)
    return loss
