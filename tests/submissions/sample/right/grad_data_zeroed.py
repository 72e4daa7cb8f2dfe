# /// submission
# about = "Zeroes the data of the gradient, as old tutorials do."
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad.data.zero_()
