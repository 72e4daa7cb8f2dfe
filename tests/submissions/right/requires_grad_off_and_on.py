# /// submission
# about = "Switches requires_grad off for the step and on again."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    weights.requires_grad_(False)
    weights -= learning_rate * weights.grad
    weights.requires_grad_(True)
