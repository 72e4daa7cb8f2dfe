# /// submission
# about = "Exercise 5 was not written."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["not attempted"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    raise NotImplementedError("Exercise 5: zero_gradients")
