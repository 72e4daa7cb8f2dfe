# /// submission
# about = "The solutions are cells of a type that no notebook has."
# ///

# %% folder
import json

for cell in notebook.cells:
    if cell.metadata.get("nbgrader", {}).get("solution"):
        cell.cell_type = "python"
path.write_text(json.dumps(notebook))
