# /// submission
# about = "Changes a leaf in place while autograd watches, which raises."
# lost = ["update_weights", "fit"]
# says.update_weights = ["no_grad"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    weights -= learning_rate * weights.grad
