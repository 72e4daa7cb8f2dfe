# /// submission
# about = "Takes the arguments in another order than the notebook passes them."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(X_b, y, weights):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss
