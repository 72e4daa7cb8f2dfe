# /// submission
# about = "Steps in place and then returns a detached copy, neither None nor the weights."
# lost = ["update_weights"]
# says.update_weights = ["return"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= learning_rate * weights.grad
    return weights.detach().clone()
