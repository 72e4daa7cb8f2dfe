# /// submission
# about = "Steps by the sign of the gradient only."
# lost = ["update_weights", "fit"]
# says.update_weights = ["gradient"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= learning_rate * weights.grad.sign()
