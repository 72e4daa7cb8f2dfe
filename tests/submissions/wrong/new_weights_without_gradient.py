# /// submission
# about = "Makes new weights without a gradient and returns them."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights = weights.detach().clone().requires_grad_()
    return weights
