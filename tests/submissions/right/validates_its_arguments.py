# /// submission
# about = "Raises on arguments that the exercise does not allow, and works on all it does."
# ///

# %% add_bias_column
def add_bias_column(X):
    if X.ndim != 2 or X.shape[1] != 1:
        raise ValueError(f"expected (n, 1), got {tuple(X.shape)}")
    return torch.cat([X, torch.ones_like(X)], dim=1)

# %% mse_loss
def mse_loss(y_pred, y_true):
    assert y_pred.shape == y_true.shape
    return ((y_pred - y_true) ** 2).mean()

# %% update_weights
def update_weights(weights, learning_rate):
    assert weights.is_leaf and weights.requires_grad and weights.grad is not None
    with torch.no_grad():
        weights -= learning_rate * weights.grad
