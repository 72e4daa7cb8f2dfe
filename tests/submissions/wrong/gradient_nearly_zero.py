# /// submission
# about = "Scales the gradient down to nearly zero."
# lost = ["zero_gradients"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad *= 1e-9
