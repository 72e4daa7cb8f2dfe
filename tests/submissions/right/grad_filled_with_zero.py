# /// submission
# about = "Fills the gradient with zero and returns it."
# ///

# %% zero_gradients
def zero_gradients(weights):
    return weights.grad.fill_(0)
