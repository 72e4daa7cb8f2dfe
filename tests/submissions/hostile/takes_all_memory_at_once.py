# /// submission
# about = "Resource: asks for 40 GB in one piece, in a cell and in a function."
# lost = ["mse_loss", "fit"]
# verdicts.mse_loss = "out of memory"
# ///

# %% mse_loss
import json

target = json.load(open("target.json"))


def mse_loss(y_pred, y_true):
    return torch.ones(10**10)
