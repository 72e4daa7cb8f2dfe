# /// submission
# about = "Decorates with no_grad without brackets, which torch accepts."
# ///

# %% update_weights
@torch.no_grad
def update_weights(weights, learning_rate):
    weights -= learning_rate * weights.grad
    return weights
