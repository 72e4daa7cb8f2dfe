# /// submission
# about = "The version of nbgrader's format is no number."
# ///

# %% folder
import json

for cell, version in zip(notebook.cells, ["3", None, [3], {}] * 20):
    if "nbgrader" in cell.metadata:
        cell.metadata.nbgrader.schema_version = version
path.write_text(json.dumps(notebook))
