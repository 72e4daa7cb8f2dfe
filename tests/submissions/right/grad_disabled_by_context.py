# /// submission
# about = "Switches autograd off with set_grad_enabled as a context manager."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.set_grad_enabled(False):
        weights -= learning_rate * weights.grad
