# /// submission
# about = "Says that it is in a format to come."
# ///

# %% folder
import json

path.write_text(json.dumps(notebook | {"nbformat": 5, "nbformat_minor": 0, "chapters": []}))
