# /// submission
# about = "Calls backward on the weights."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["scalar", "weights", "[backward-no-scalar]"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    weights.backward()
    return loss
