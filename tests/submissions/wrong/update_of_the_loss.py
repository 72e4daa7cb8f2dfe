# /// submission
# about = "Subtracts a global loss instead of the gradient."
# lost = ["update_weights", "fit"]
# says.update_weights = ["nameerror"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= learning_rate * current_loss
