# /// submission
# about = "Uses only the first hundred samples, as a batch."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b[:100] @ weights, y[:100])
    loss.backward()
    return loss
