# /// submission
# about = "Fills the gradient with ones."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad = torch.ones_like(weights)
