# /// submission
# about = "Switches autograd off for the whole session and leaves it off."
# lost = ["update_weights", "fit"]
# says.update_weights = ["set_grad_enabled"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    torch.set_grad_enabled(False)
    weights -= learning_rate * weights.grad
