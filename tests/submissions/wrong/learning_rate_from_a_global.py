# /// submission
# about = "Uses a global learning rate."
# lost = ["update_weights", "fit"]
# says.update_weights = ["learning"]
# ///

# %% before update_weights
lr = 0.001

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= lr * weights.grad
