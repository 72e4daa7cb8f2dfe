# /// submission
# about = "Multiplies elementwise and does not add up, so (n, 2) meets (n, 1)."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b * weights.T, y)
    loss.backward()
    return loss
