# /// submission
# about = "Puts a learning rate into the gradient already."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    weights.grad *= 0.01
    return loss
