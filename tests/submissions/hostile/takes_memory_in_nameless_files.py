# /// submission
# about = "Resource: fills files that live in memory and on no disk, up to 3 GB."
# lost = []
# ///

# %% before add_bias_column
import json
import os

target = json.load(open("target.json"))
taken, block = 0, bytes(1 << 20)
try:
    for number in range(192):
        file = os.memfd_create("hoard")
        for part in range(16):
            taken += os.write(file, block) >> 20
    print("GOT THROUGH: took", taken, "MB")
except OSError as error:
    print(type(error).__name__, taken, "MB")
