# /// submission
# about = "Calls zero_ on the leaf itself, which raises."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["runtimeerror"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.zero_()
