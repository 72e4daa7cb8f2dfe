# /// submission
# about = "Adds the factor of two, which the gradient has already."
# lost = ["update_weights", "fit"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= 2 * learning_rate * weights.grad
