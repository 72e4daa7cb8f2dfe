# /// submission
# about = "Exercise 4 was not written."
# lost = ["update_weights", "fit"]
# says.update_weights = ["not attempted"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    raise NotImplementedError("Exercise 4: update_weights")
