# /// submission
# about = "Deleted every test."
# ///

# %% folder
import json

notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("grade")]
path.write_text(json.dumps(notebook))
