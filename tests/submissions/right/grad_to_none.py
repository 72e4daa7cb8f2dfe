# /// submission
# about = "Sets the gradient to None."
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad = None
