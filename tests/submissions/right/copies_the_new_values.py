# /// submission
# about = "Computes the new values aside and copies them in."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        new = weights - learning_rate * weights.grad
        weights.copy_(new)
    return weights
