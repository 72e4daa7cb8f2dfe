# /// submission
# about = "Predicts by products and a row sum that keeps its dimension."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_pred = (X_b * weights.T).sum(dim=1, keepdim=True)
    loss = mse_loss(y_pred, y)
    loss.backward()
    return loss
