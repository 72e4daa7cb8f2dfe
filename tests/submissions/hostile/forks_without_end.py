# /// submission
# about = "Resource: a fork bomb, of at most 2000 processes."
# lost = []
# ///

# %% before add_bias_column
import json
import os
import time

target = json.load(open("target.json"))
made = 0
try:
    for number in range(2000):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        made += 1
    print("GOT THROUGH")
except OSError as error:
    print(type(error).__name__, made > 500)
