# /// submission
# about = "Pads each row on the right with the value one."
# ///

# %% add_bias_column
import torch.nn.functional as F

def add_bias_column(X):
    return F.pad(X, (0, 1), value=1.0)
