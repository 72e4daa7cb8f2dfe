# /// submission
# about = "Points and checksums that are of no use."
# ///

# %% folder
import json

for cell, points in zip(notebook.cells, [None, "many", -3, [], 1e400] * 20):
    if "nbgrader" in cell.metadata:
        cell.metadata.nbgrader |= {"points": points, "checksum": 0, "extra": {}}
path.write_text(json.dumps(notebook))
