# /// submission
# about = "Subtracts the learning rate and ignores the gradient."
# lost = ["update_weights", "fit"]
# says.update_weights = ["gradient"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= learning_rate
