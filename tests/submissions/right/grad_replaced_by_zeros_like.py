# /// submission
# about = "Puts a new tensor of zeros in the place of the gradient."
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad = torch.zeros_like(weights)
