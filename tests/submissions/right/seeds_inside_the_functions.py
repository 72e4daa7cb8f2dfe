# /// submission
# about = "Reseeds the random generators in functions that need no randomness."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    torch.manual_seed(0)
    np.random.seed(0)
    return torch.mean((y_pred - y_true) ** 2)

# %% backward_pass
def backward_pass(weights, X_b, y):
    torch.manual_seed(42)
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss
