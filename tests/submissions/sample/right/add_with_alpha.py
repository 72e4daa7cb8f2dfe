# /// submission
# about = "Adds the gradient with a negative alpha and returns the same tensor."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        return weights.add_(weights.grad, alpha=-learning_rate)
