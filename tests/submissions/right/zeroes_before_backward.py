# /// submission
# about = "Clears an old gradient first, to be on the safe side."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    if weights.grad is not None:
        weights.grad.zero_()
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss
