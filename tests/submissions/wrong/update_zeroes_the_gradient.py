# /// submission
# about = "Zeroes the gradient after the step, which is the next exercise."
# lost = ["update_weights"]
# says.update_weights = ["zero"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= learning_rate * weights.grad
        weights.grad.zero_()
