# /// submission
# about = "Binds a local name to zero, and the gradient stays."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    grad = weights.grad
    grad = 0
