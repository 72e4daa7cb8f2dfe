# /// submission
# about = "Goes uphill."
# lost = ["update_weights", "fit"]
# says.update_weights = ["minus"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights += learning_rate * weights.grad
