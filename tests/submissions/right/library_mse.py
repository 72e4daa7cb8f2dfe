# /// submission
# about = "Lets torch.nn.functional compute the loss."
# ///

# %% mse_loss
import torch.nn.functional as F

def mse_loss(y_pred, y_true):
    return F.mse_loss(y_pred, y_true)
