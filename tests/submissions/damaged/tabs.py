# /// submission
# about = "Indented with tabs."
# ///

# %% folder
import json

for cell in notebook.cells:
    if cell.metadata.get("nbgrader", {}).get("solution"):
        cell.source = cell.source.replace("    ", "\t")
path.write_text(json.dumps(notebook))
