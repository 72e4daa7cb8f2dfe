# /// submission
# about = "Keeps the prediction in a helper function in a cell of its own."
# ///

# %% before backward_pass
def predict(weights, X_b):
    return X_b @ weights

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(predict(weights, X_b), y)
    loss.backward()
    return loss
