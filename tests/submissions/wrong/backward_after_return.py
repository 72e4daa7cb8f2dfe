# /// submission
# about = "Returns before it comes to backward."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["backward()"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    return loss
    loss.backward()
