# /// submission
# about = "Puts no_grad on the function as a decorator."
# ///

# %% update_weights
@torch.no_grad()
def update_weights(weights, learning_rate):
    weights -= learning_rate * weights.grad

# %% zero_gradients
@torch.no_grad()
def zero_gradients(weights):
    weights.grad.zero_()
