# /// submission
# about = "Keeps the graph and calls backward twice, so the gradient is doubled."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["twice"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward(retain_graph=True)
    loss.backward()
    return loss
