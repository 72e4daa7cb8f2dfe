# /// submission
# about = "Runs backward on half the loss but returns the whole."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["half"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    (loss / 2).backward()
    return loss
