# /// submission
# about = "Rebinds the local name under no_grad, so the caller's weights stay as they are."
# lost = ["update_weights", "fit"]
# says.update_weights = ["place"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights = weights - learning_rate * weights.grad
