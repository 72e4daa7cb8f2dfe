# /// submission
# about = "Did the first two exercises and ran out of time."
# lost = ["backward_pass", "update_weights", "zero_gradients", "fit"]
# says.backward_pass = ["not attempted"]
# says.update_weights = ["not attempted"]
# says.zero_gradients = ["not attempted"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    raise NotImplementedError("Exercise 3: backward_pass")

# %% update_weights
def update_weights(weights, learning_rate):
    raise NotImplementedError("Exercise 4: update_weights")

# %% zero_gradients
def zero_gradients(weights):
    raise NotImplementedError("Exercise 5: zero_gradients")
