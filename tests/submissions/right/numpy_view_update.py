# /// submission
# about = "Changes the weights through the NumPy array that shares their memory."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    w = weights.detach().numpy()
    w -= learning_rate * weights.grad.numpy()
