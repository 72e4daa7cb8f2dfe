# /// submission
# about = "Leaves gradients whose entries sum to zero."
# lost = ["zero_gradients"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    if weights.grad.sum() != 0:
        weights.grad.zero_()
