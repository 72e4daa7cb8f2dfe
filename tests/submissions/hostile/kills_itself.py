# /// submission
# about = "Process: sends SIGKILL to its own process while it is tested."
# lost = ["update_weights", "fit"]
# verdicts.update_weights = "crashed"
# ///

# %% update_weights
import json
import os
import signal

target = json.load(open("target.json"))


def update_weights(weights, learning_rate):
    os.kill(os.getpid(), signal.SIGKILL)
