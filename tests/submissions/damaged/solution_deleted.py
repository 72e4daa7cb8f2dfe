# /// submission
# about = "Deleted one solution."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["`mse_loss` is not defined"]
# ///

# %% folder
import json

notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != "mse_loss"]
path.write_text(json.dumps(notebook))
