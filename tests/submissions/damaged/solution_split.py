# /// submission
# about = "Split a solution's cell in two, a helper above; both halves carry the cell's metadata."
# ///

# %% folder
import json

import nbformat

[at] = [i for i, cell in enumerate(notebook.cells) if cell.metadata.get("nbgrader", {}).get("grade_id") == "mse_loss"]
half = nbformat.from_dict(dict(notebook.cells[at]))
half.source = "def squares(a, b):\n    return (a - b) ** 2"
notebook.cells[at].source = "def mse_loss(y_pred, y_true):\n    return squares(y_pred, y_true).mean()"
notebook.cells.insert(at, half)
path.write_text(json.dumps(notebook))
