# /// submission
# about = "Moved all tests to the top."
# ///

# %% folder
import json

notebook.cells.sort(key=lambda cell: not cell.metadata.get("nbgrader", {}).get("grade"))
path.write_text(json.dumps(notebook))
