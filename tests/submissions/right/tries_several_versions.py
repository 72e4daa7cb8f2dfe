# /// submission
# about = "Defines a wrong version first and the right one last in the same cell."
# ///

# %% zero_gradients
def zero_gradients(weights):
    weights.zero_()

def zero_gradients(weights):
    weights.grad.zero_()
