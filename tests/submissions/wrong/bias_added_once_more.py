# /// submission
# about = "Adds a bias column to X_b, which has one."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["shape"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    X_b = add_bias_column(X_b)
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss
