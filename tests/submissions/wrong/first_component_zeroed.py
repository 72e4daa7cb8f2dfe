# /// submission
# about = "Zeroes the gradient of the slope only."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad[0] = 0
