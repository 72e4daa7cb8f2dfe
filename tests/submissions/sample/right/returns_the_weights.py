# /// submission
# about = "Every function that may returns something, and zero_gradients returns a sentence."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= learning_rate * weights.grad
    return weights

# %% zero_gradients
def zero_gradients(weights):
    weights.grad.zero_()
    return "gradients are zero now"
