# /// submission
# about = "Halves of surrogate pairs, which no file can hold, in a comment, in the metadata and in a type."
# ///

# %% folder
import json

for cell in notebook.cells:
    if cell.metadata.get("nbgrader", {}).get("solution"):
        cell.source += "  # \ud83d"
    cell.metadata["\udc00"] = "\ud800"
path.write_text(json.dumps(notebook))
