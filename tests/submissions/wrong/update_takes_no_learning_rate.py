# /// submission
# about = "Has no parameter for the learning rate."
# lost = ["update_weights", "fit"]
# says.update_weights = ["argument"]
# ///

# %% update_weights
def update_weights(weights):
    with torch.no_grad():
        weights -= 0.02 * weights.grad
