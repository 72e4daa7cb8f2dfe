# /// submission
# about = "Subtracts the whole gradient."
# lost = ["update_weights", "fit"]
# says.update_weights = ["learning"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= weights.grad
