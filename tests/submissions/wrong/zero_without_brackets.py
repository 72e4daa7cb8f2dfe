# /// submission
# about = "Names zero_ and does not call it."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.grad.zero_
