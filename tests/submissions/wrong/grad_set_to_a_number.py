# /// submission
# about = "Assigns the number 0, where torch wants a tensor or None."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["typeerror", "[grad-type]"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad = 0
