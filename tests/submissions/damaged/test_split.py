# /// submission
# about = "Split a test in two."
# ///

# %% folder
import json

import nbformat

[at] = [i for i, c in enumerate(notebook.cells) if c.metadata.get("nbgrader", {}).get("grade_id") == "test_mse_loss"]
lines = notebook.cells[at].source.split("\n")
notebook.cells[at].source = "\n".join(lines[:5])
notebook.cells.insert(at + 1, nbformat.v4.new_code_cell("\n".join(lines[5:])))
path.write_text(json.dumps(notebook))
