# /// submission
# about = "Writes zero_gradient without the s."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["defin"]
# ///

# %% zero_gradients
def zero_gradient(weights):
    weights.grad.zero_()
