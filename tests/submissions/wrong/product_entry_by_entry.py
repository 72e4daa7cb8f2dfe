# /// submission
# about = "Multiplies X_b and weights by *."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["X_b @ weights", "[backward-elementwise]"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b * weights, y)
    loss.backward()
    return loss
