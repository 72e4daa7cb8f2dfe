# /// submission
# about = "Updates a clone in place."
# lost = ["update_weights", "fit"]
# says.update_weights = ["place"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    w = weights.detach().clone()
    w -= learning_rate * weights.grad
    return w
