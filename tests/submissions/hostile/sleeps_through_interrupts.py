# /// submission
# about = "Resource: sleeps for an hour with signals ignored, in a cell and in a function."
# lost = ["zero_gradients", "fit"]
# verdicts.zero_gradients = "timed out"
# ///

# %% zero_gradients
import json
import signal
import time

target = json.load(open("target.json"))


def zero_gradients(weights):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    time.sleep(3600)
