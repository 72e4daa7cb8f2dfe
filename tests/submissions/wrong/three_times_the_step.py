# /// submission
# about = "Takes a step three times as long."
# lost = ["update_weights", "fit"]
# says.update_weights = ["[update-other]"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= 3 * learning_rate * weights.grad
