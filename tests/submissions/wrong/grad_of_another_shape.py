# /// submission
# about = "Assigns flat zeros, which do not have the shape of the weights."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["size", "[grad-shape]"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad = torch.zeros(2)
