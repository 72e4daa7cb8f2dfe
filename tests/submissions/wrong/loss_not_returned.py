# /// submission
# about = "Forgets to return the loss."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["return"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
