# /// submission
# about = "A line above the function raises, so it is never defined."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["defin", "[cell-stopped]"]
# ///

# %% mse_loss
from torch.losses import mse

def mse_loss(y_pred, y_true):
    return mse(y_pred, y_true)
