# /// submission
# about = "Resource: shows 5000 displays and updates them 200000 times with nothing."
# lost = []
# ///

# %% before add_bias_column
import json

from IPython.display import display

target = json.load(open("target.json"))
for number in range(5000):
    display({"text/plain": ""}, raw=True, display_id=f"a{number}")
for number in range(200_000):
    get_ipython().display_pub.publish({}, transient={"display_id": "none"}, update=True)
