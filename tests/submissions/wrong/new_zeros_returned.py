# /// submission
# about = "Returns new zeros and leaves the gradient."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    return torch.zeros_like(weights.grad)
