# /// submission
# about = "Moved the solutions to the top; one uses torch in a decorator, as the cell is run."
# ///

# %% folder
import json

notebook.cells.sort(key=lambda cell: not cell.metadata.get("nbgrader", {}).get("solution"))
for cell in notebook.cells:
    if cell.metadata.get("nbgrader", {}).get("grade_id") == "update_weights":
        cell.source = "@torch.no_grad()\ndef update_weights(weights, rate):\n    weights -= rate * weights.grad"
path.write_text(json.dumps(notebook))
