# /// submission
# about = "Means the imported library function, but calls itself for ever."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["recursion"]
# ///

# %% before mse_loss
from torch.nn.functional import mse_loss

# %% mse_loss
def mse_loss(y_pred, y_true):
    return mse_loss(y_pred, y_true)
