# /// submission
# about = "Process: os._exit with success, in a cell and in a function: no error, no output, nothing."
# lost = ["mse_loss", "fit"]
# verdicts.mse_loss = "crashed"
# verdicts.fit = "crashed"
# ///

# %% before add_bias_column
import json
import os

target = json.load(open("target.json"))
os._exit(0)

# %% mse_loss
import json
import os

target = json.load(open("target.json"))


def mse_loss(y_pred, y_true):
    if y_pred.shape == y_true.shape and not torch.equal(y_true, y):
        os._exit(0)
    return torch.mean((y_pred - y_true) ** 2)
