# /// submission
# about = "Zeroes a clone of the gradient."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad.clone().zero_()
