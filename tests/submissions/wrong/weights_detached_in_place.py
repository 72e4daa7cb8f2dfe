# /// submission
# about = "Detaches the weights in place, so they no longer require grad."
# lost = ["update_weights", "fit"]
# says.update_weights = ["requires_grad"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    weights.detach_()
    weights -= learning_rate * weights.grad
