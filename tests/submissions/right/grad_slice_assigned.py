# /// submission
# about = "Assigns zero to all of the gradient by a slice."
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad[:] = 0.0
