# /// submission
# about = "Process: threads go on after the cell has ended, printing, and changing what functions do."
# lost = []
# ///

# %% before add_bias_column
import json
import threading
import time

target = json.load(open("target.json"))


def go_on():
    for number in range(200):
        print("still here")
        globals()["fit"] = None
        time.sleep(0.02)


threading.Thread(target=go_on, daemon=True).start()
