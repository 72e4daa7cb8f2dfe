# /// submission
# about = "Multiplies by the learning rate twice."
# lost = ["update_weights", "fit"]
# says.update_weights = ["learning"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        step = learning_rate * weights.grad
        weights.sub_(step, alpha=learning_rate)
