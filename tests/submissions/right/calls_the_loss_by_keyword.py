# /// submission
# about = "Passes the loss's arguments by the names in its signature."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(y_pred=X_b @ weights, y_true=y)
    loss.backward()
    return loss
