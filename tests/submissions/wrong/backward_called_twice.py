# /// submission
# about = "Calls backward twice; the second call finds no graph."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["second time"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    loss.backward()
    return loss
