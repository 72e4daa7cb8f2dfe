# /// submission
# about = "Maps a squared error for one sample over the batch."
# ///

# %% mse_loss
def one(p, t):
    return (p - t).square().sum()

def mse_loss(y_pred, y_true):
    return torch.vmap(one)(y_pred, y_true).mean()
