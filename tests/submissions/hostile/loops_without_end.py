# /// submission
# about = "Resource: a cell that never ends, and catches the interrupt that is to end it."
# lost = []
# ///

# %% before add_bias_column
import json

target = json.load(open("target.json"))
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
