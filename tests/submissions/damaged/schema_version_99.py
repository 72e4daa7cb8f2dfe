# /// submission
# about = "The cells' metadata is in a version of nbgrader's format that is yet to come."
# ///

# %% folder
import json

for cell in notebook.cells:
    if "nbgrader" in cell.metadata:
        cell.metadata.nbgrader.schema_version = 99
path.write_text(json.dumps(notebook))
