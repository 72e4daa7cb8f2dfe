# /// submission
# about = "The notebook's own metadata is a list."
# ///

# %% folder
import json

path.write_text(json.dumps(notebook | {"metadata": ["python3"]}))
