# /// submission
# about = "Calls zero_grad on the tensor, as if it were a module."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["attributeerror"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.zero_grad()
