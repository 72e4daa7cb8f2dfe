# /// submission
# about = "Copied a solution's cell to go on working in the copy; both say that they are the same cell."
# ///

# %% folder
import json

import nbformat

[at] = [i for i, cell in enumerate(notebook.cells) if cell.metadata.get("nbgrader", {}).get("grade_id") == "mse_loss"]
notebook.cells.insert(at + 1, nbformat.from_dict(dict(notebook.cells[at])))
notebook.cells[at].source = "def mse_loss(y_pred, y_true):\n    return (y_pred - y_true).mean()  # the first try"
path.write_text(json.dumps(notebook))
