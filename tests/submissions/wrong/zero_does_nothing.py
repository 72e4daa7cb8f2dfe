# /// submission
# about = "Does nothing at all."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    pass
