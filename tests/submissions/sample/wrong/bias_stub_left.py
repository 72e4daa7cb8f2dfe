# /// submission
# about = "Exercise 1 was not written."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["not attempted"]
# ///

# %% add_bias_column
def add_bias_column(X):
    raise NotImplementedError("Exercise 1: add_bias_column")
