# /// submission
# about = "Calls backward once with retain_graph, which changes nothing here."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward(retain_graph=True)
    return loss
