# /// submission
# about = "Kept the five functions and threw all else away."
# ///

# %% folder
import json

notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
path.write_text(json.dumps(notebook))
