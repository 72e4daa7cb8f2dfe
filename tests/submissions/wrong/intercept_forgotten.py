# /// submission
# about = "Predicts with the slope alone."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_pred = X_b[:, :1] @ weights[:1]
    loss = mse_loss(y_pred, y)
    loss.backward()
    return loss
