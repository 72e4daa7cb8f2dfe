# /// submission
# about = "Keeps a velocity between calls, which is momentum and not plain descent."
# lost = ["update_weights", "fit"]
# ///

# %% before update_weights
velocity = 0

# %% update_weights
def update_weights(weights, learning_rate):
    global velocity
    velocity = 0.9 * velocity + weights.grad
    with torch.no_grad():
        weights -= learning_rate * velocity
