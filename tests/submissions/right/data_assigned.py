# /// submission
# about = "Gives the same tensor new data."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    weights.data = weights.data - learning_rate * weights.grad
