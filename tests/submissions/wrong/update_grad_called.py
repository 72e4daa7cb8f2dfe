# /// submission
# about = "Calls .grad like a method."
# lost = ["update_weights", "fit"]
# says.update_weights = ["typeerror", "[tensor-called]"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    weights.data -= learning_rate * weights.grad()
