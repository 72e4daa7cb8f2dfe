# /// submission
# about = "Calls zero() for zero_(), which tensors do not have."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zero_"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad.zero()
