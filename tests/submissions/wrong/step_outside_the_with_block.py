# /// submission
# about = "Computes the step under no_grad but takes it outside."
# lost = ["update_weights", "fit"]
# says.update_weights = ["no_grad"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        step = learning_rate * weights.grad
    weights -= step
