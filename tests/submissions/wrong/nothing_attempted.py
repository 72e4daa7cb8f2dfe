# /// submission
# about = "The release as it was handed out."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.add_bias_column = ["not attempted"]
# says.mse_loss = ["not attempted"]
# says.backward_pass = ["not attempted"]
# says.update_weights = ["not attempted"]
# says.zero_gradients = ["not attempted"]
# ///

# %% add_bias_column
def add_bias_column(X):
    raise NotImplementedError("Exercise 1: add_bias_column")

# %% mse_loss
def mse_loss(y_pred, y_true):
    raise NotImplementedError("Exercise 2: mse_loss")

# %% backward_pass
def backward_pass(weights, X_b, y):
    raise NotImplementedError("Exercise 3: backward_pass")

# %% update_weights
def update_weights(weights, learning_rate):
    raise NotImplementedError("Exercise 4: update_weights")

# %% zero_gradients
def zero_gradients(weights):
    raise NotImplementedError("Exercise 5: zero_gradients")
