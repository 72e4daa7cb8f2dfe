# /// submission
# about = "Exercise 3 was not written."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["not attempted"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    raise NotImplementedError("Exercise 3: backward_pass")
