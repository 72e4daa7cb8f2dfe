# /// submission
# about = "Steps on .data, outside autograd."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    weights.data -= learning_rate * weights.grad.data
