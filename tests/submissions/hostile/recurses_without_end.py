# /// submission
# about = "Resource: recursion without end, with the limit taken off, until the stack is gone."
# lost = ["mse_loss", "fit"]
# verdicts.mse_loss = "crashed"
# ///

# %% mse_loss
import json
import sys

target = json.load(open("target.json"))


def mse_loss(y_pred, y_true):
    sys.setrecursionlimit(10**9)
    return list(map(mse_loss, [y_pred], [y_true]))[0]
