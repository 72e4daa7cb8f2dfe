# /// submission
# about = "Resource: one call into C that takes years and never looks at signals."
# lost = []
# ///

# %% before add_bias_column
import json

target = json.load(open("target.json"))
7 ** (10**9)
