# /// submission
# about = "Overwrites the targets in the backward pass."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y -= (X_b @ weights).detach()
    pred = X_b @ weights
    loss = mse_loss(pred - pred.detach(), y)
    loss.backward()
    return loss
