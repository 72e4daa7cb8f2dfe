# /// submission
# about = "Every exercise has a mistake."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.add_bias_column = ["last"]
# says.mse_loss = ["half"]
# says.backward_pass = ["backward()"]
# says.update_weights = ["minus"]
# says.zero_gradients = ["weights"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([torch.ones_like(X), X], dim=1)

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean() / 2

# %% backward_pass
def backward_pass(weights, X_b, y):
    return mse_loss(X_b @ weights, y)

# %% update_weights
def update_weights(weights, learning_rate):
    weights.data += learning_rate * weights.grad

# %% zero_gradients
def zero_gradients(weights):
    weights.data.zero_()
