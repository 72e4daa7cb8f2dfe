# /// submission
# about = "Page: numbers that are none, lists in the place of texts and halves of characters, as JSON of several names."
# lost = []
# ///

# %% before add_bias_column
from IPython.display import display

for kind in ("application/json", "application/vnd.any+json", "text/x-json", "json", "\ud800/json"):
    display({kind: [float("nan"), float("inf"), -float("inf"), {"\udfff": "\ud800"}]}, raw=True, metadata={"a": float("nan")})
