# /// submission
# about = "Updates the slope and forgets the intercept."
# lost = ["update_weights", "fit"]
# says.update_weights = ["intercept"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights[0] -= learning_rate * weights.grad[0]
