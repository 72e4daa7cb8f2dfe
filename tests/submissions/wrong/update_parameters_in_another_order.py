# /// submission
# about = "Takes the learning rate first."
# lost = ["update_weights", "fit"]
# says.update_weights = ["attributeerror"]
# ///

# %% update_weights
def update_weights(learning_rate, weights):
    with torch.no_grad():
        weights -= learning_rate * weights.grad
