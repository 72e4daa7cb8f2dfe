# /// submission
# about = "Deletes the gradient, which leaves None."
# ///

# %% zero_gradients
def zero_gradients(weights):
    del weights.grad
