# /// submission
# about = "Returns a new leaf with the right values instead of changing the old one."
# lost = ["update_weights", "fit"]
# says.update_weights = ["place"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    new = weights.detach() - learning_rate * weights.grad
    new.requires_grad_(True)
    return new
