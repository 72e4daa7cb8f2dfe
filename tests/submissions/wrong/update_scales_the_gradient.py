# /// submission
# about = "Multiplies the gradient itself by the learning rate."
# lost = ["update_weights"]
# says.update_weights = [".grad"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights.grad *= learning_rate
        weights -= weights.grad
