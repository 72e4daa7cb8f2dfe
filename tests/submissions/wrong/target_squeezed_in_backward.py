# /// submission
# about = "Squeezes y, so that (n, 1) meets (n,) in the loss."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["broadcast"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y.squeeze())
    loss.backward()
    return loss
