# /// submission
# about = "Resource: returns 4 GB of zeros that share one byte, a list of a million tensors, and an int of a million digits."
# lost = ["add_bias_column", "mse_loss", "zero_gradients", "fit"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.zeros(1).expand(1 << 15, 1 << 15)

# %% mse_loss
def mse_loss(y_pred, y_true):
    return [torch.ones(1)] * 1_000_000

# %% zero_gradients
def zero_gradients(weights):
    return 1 << 4_000_000
