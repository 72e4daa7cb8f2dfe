# /// submission
# about = "Subtracts the mean of the gradient from both weights."
# lost = ["update_weights", "fit"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= learning_rate * weights.grad.mean()
