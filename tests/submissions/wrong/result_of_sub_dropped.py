# /// submission
# about = "Calls sub without the underscore and drops the result."
# lost = ["update_weights", "fit"]
# says.update_weights = ["place"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights.sub(learning_rate * weights.grad)
