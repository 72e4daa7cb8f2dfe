# /// submission
# about = "Uses 0.01 whatever the learning rate is."
# lost = ["update_weights", "fit"]
# says.update_weights = ["learning"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= 0.01 * weights.grad
