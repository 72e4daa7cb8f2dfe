# /// submission
# about = "Switches requires_grad off for the step and does not switch it on again."
# lost = ["update_weights", "fit"]
# says.update_weights = ["requires_grad"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    weights.requires_grad = False
    weights -= learning_rate * weights.grad
