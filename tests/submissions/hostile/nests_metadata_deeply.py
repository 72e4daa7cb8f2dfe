# /// submission
# about = "Resource: shows an output whose metadata and JSON are lists in lists, 900 deep."
# lost = []
# ///

# %% before add_bias_column
import json

from IPython.display import display

target = json.load(open("target.json"))
for depth in (100, 200, 300, 400, 500, 600, 700, 800, 900, 960):
    deep = []
    for level in range(depth):
        deep = [deep]
    display({"application/json": deep, "text/plain": "deep"}, metadata={"deep": deep}, raw=True)
