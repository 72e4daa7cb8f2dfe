# /// submission
# about = "Lets the gradient fade instead of resetting it."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad *= 0.5
