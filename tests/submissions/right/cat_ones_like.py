# /// submission
# about = "The plain route for every exercise, as the hints lead to it."
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, torch.ones_like(X)], dim=1)

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= learning_rate * weights.grad

# %% zero_gradients
def zero_gradients(weights):
    weights.grad.zero_()
