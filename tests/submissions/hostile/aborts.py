# /// submission
# about = "Process: abort, a segmentation fault and a broken heap."
# lost = ["mse_loss", "zero_gradients", "fit"]
# verdicts.mse_loss = "crashed"
# verdicts.zero_gradients = "crashed"
# ///

# %% mse_loss
import ctypes
import json
import os

target = json.load(open("target.json"))


def mse_loss(y_pred, y_true):
    os.abort()

# %% zero_gradients
def zero_gradients(weights):
    ctypes.memset(id(weights) - 64, 255, 4096)
    ctypes.string_at(0)
