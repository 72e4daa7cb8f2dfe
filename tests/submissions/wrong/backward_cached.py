# /// submission
# about = "Caches the backward pass, so that the same arguments are differentiated only once."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
from functools import cache
@cache
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss
