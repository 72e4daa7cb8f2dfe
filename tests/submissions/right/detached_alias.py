# /// submission
# about = "Changes a detached view, which shares its memory with the weights."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    w = weights.detach()
    w -= learning_rate * weights.grad
