# /// submission
# about = "Zeroes the gradient of weights from another cell."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% before zero_gradients
W = torch.zeros(2, 1, requires_grad=True)
W.grad = torch.ones(2, 1)

# %% zero_gradients
def zero_gradients(weights):
    W.grad.zero_()
