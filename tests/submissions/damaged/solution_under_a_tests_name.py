# /// submission
# about = "A solution's cell and its test's have each other's name: of a test's cell only the instructor's text counts."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["`mse_loss` is not defined"]
# ///

# %% folder
import json

names = {"mse_loss": "test_mse_loss", "test_mse_loss": "mse_loss"}
for cell in notebook.cells:
    told = cell.metadata.get("nbgrader", {})
    if told.get("grade_id") in names:
        told.grade_id = names[told.grade_id]
path.write_text(json.dumps(notebook))
