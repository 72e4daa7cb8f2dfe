# /// submission
# about = "Takes the dot product of the flattened differences."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    d = (y_pred - y_true).flatten()
    return torch.dot(d, d) / d.numel()
