# /// submission
# about = "Names the method backward and does not call it."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["backward()"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward
    return loss
