# /// submission
# about = "Zeroes the weights instead of their gradient."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["weights"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    with torch.no_grad():
        weights.zero_()
