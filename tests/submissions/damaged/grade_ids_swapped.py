# /// submission
# about = "Two solutions' cells have each other's name."
# ///

# %% folder
import json

names = {"mse_loss": "zero_gradients", "zero_gradients": "mse_loss"}
for cell in notebook.cells:
    told = cell.metadata.get("nbgrader", {})
    if told.get("grade_id") in names:
        told.grade_id = names[told.grade_id]
path.write_text(json.dumps(notebook))
