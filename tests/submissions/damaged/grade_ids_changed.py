# /// submission
# about = "Renamed the solutions' cells in their metadata."
# ///

# %% folder
import json

for cell in notebook.cells:
    if cell.metadata.get("nbgrader", {}).get("solution"):
        cell.metadata.nbgrader.grade_id += "_mine"
path.write_text(json.dumps(notebook))
