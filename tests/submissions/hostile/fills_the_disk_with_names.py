# /// submission
# about = "Resource: makes 200000 empty files and folders."
# lost = []
# ///

# %% before add_bias_column
import json
import os

target = json.load(open("target.json"))
try:
    for number in range(200_000):
        os.mkdir(f"{number}")
    print("GOT THROUGH")
except OSError as error:
    print(type(error).__name__, number)
