# /// submission
# about = "No function returns anything; for update and zeroing that is right."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "fit"]
# says.add_bias_column = ["return"]
# says.mse_loss = ["return"]
# says.backward_pass = ["return"]
# ///

# %% add_bias_column
def add_bias_column(X):
    X_b = torch.cat([X, torch.ones_like(X)], dim=1)

# %% mse_loss
def mse_loss(y_pred, y_true):
    loss = ((y_pred - y_true) ** 2).mean()

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
