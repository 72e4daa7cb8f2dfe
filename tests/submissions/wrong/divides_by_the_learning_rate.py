# /// submission
# about = "Divides by the learning rate."
# lost = ["update_weights", "fit"]
# says.update_weights = ["learning"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= weights.grad / learning_rate
