# /// submission
# about = "Writes with torch.no_grad without brackets."
# lost = ["update_weights", "fit"]
# says.update_weights = ["typeerror", "[with-without-call]"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad:
        weights -= learning_rate * weights.grad
