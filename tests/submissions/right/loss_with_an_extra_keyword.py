# /// submission
# about = "Gives the loss a keyword of its own and uses it in the backward pass."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true, *, dim=None):
    return torch.mean((y_true - y_pred) ** 2, dim=dim)

# %% backward_pass
def backward_pass(weights, X_b, y):
    (loss := mse_loss(X_b @ weights, y, dim=None)).backward()
    return loss
