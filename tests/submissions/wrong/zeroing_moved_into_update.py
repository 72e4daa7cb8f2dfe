# /// submission
# about = "Zeroes the gradient in the update and leaves zero_gradients empty, so fit learns the right line."
# lost = ["update_weights", "zero_gradients"]
# says.update_weights = ["zero"]
# says.zero_gradients = ["zeros"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= learning_rate * weights.grad
        weights.grad.zero_()

# %% zero_gradients
def zero_gradients(weights):
    return None
