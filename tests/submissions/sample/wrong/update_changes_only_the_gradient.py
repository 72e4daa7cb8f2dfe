# /// submission
# about = "Subtracts the step from the gradient instead of from the weights."
# lost = ["update_weights", "fit"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights.grad -= learning_rate * weights.grad
