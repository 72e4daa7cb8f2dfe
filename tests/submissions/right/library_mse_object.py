# /// submission
# about = "The loss is an nn.MSELoss object, not a function."
# ///

# %% mse_loss
from torch import nn

mse_loss = nn.MSELoss()
