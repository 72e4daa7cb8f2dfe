# /// submission
# about = "Detaches and zeroes the gradient only if there is one."
# ///

# %% zero_gradients
def zero_gradients(weights):
    if weights.grad is not None:
        weights.grad.detach_()
        weights.grad.zero_()
