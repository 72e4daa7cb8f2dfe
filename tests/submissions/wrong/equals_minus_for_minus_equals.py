# /// submission
# about = "Writes =- for -=, which binds the name to the negative step."
# lost = ["update_weights", "fit"]
# says.update_weights = ["place"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights =- learning_rate * weights.grad
