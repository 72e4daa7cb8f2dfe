# /// submission
# about = "Sums the squares with einsum."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    d = y_pred - y_true
    return torch.einsum("ij,ij->", d, d) / d.shape[0]
