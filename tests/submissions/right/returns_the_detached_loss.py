# /// submission
# about = "Returns the loss cut off from the graph after backward, still a scalar tensor."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b.mm(weights), y)
    loss.backward()
    return loss.detach()
