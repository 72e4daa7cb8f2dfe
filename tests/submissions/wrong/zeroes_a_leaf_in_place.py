# /// submission
# about = "Calls zero_ on the leaf itself, and PyTorch says 'a leaf Variable that requires grad'."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["runtimeerror", "gradient", "[zero-leaf]"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.zero_()
