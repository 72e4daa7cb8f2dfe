# /// submission
# about = "The cells' metadata is in the second version of nbgrader's format."
# ///

# %% folder
import json

for cell in notebook.cells:
    if "nbgrader" in cell.metadata:
        cell.metadata.nbgrader.schema_version = 2
path.write_text(json.dumps(notebook))
