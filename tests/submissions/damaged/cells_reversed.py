# /// submission
# about = "All cells stand in the opposite order."
# ///

# %% folder
import json

notebook.cells.reverse()
path.write_text(json.dumps(notebook))
