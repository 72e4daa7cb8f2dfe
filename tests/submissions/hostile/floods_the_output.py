# /// submission
# about = "Resource: prints 400 MB through Python, and shows 100000 pictures."
# lost = []
# ///

# %% before add_bias_column
import json

from IPython.display import display

target = json.load(open("target.json"))
for number in range(400):
    print("x" * (1 << 20))
for number in range(100_000):
    display({"image/png": "A" * 100}, raw=True)
