# /// submission
# about = "Resource: writes 400 MB straight to descriptors 1 and 2, by itself and by a program."
# lost = []
# ///

# %% before add_bias_column
import json
import os
import subprocess

target = json.load(open("target.json"))
for number in range(200):
    os.write(1 + number % 2, b"x" * (1 << 20))
subprocess.run("yes | head -c 200000000", shell=True)
