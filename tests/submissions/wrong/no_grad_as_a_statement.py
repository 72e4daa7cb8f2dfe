# /// submission
# about = "Calls no_grad on a line of its own, without with."
# lost = ["update_weights", "fit"]
# says.update_weights = ["no_grad"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    torch.no_grad()
    weights -= learning_rate * weights.grad
