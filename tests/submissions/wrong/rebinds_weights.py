# /// submission
# about = "Computes new weights under the old name and returns them."
# lost = ["update_weights", "fit"]
# says.update_weights = ["place"]
# says.fit = ["`update_weights` (exercise 4)", "[fit-exercise]"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    weights = weights - learning_rate * weights.grad
    return weights
