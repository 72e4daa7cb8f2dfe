# /// submission
# about = "Zeroes the gradient and the weights with it."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["weights"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad.zero_()
    weights.data.zero_()
