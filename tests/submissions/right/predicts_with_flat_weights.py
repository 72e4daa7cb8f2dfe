# /// submission
# about = "Multiplies by the flattened weights and restores the shape (n, 1)."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_pred = (X_b @ weights.flatten()).unsqueeze(1)
    loss = mse_loss(y_pred, y)
    loss.backward()
    return loss
