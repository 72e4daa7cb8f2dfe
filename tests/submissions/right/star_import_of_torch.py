# /// submission
# about = "Imports everything from torch, which replaces sum, abs, range and other built-ins."
# ///

# %% before add_bias_column
from torch import *

# %% add_bias_column
def add_bias_column(X):
    return cat([X, ones_like(X)], dim=1)

# %% mse_loss
def mse_loss(y_pred, y_true):
    return mean(square(y_pred - y_true))
