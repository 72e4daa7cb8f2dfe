# /// submission
# about = "Has no parameter."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["argument"]
# ///

# %% zero_gradients
def zero_gradients():
    weights.grad.zero_()
