# /// submission
# about = "A comment of a million characters in one line."
# ///

# %% folder
import json

for cell in notebook.cells:
    if cell.metadata.get("nbgrader", {}).get("grade_id") == "mse_loss":
        cell.source += "  # " + "very " * 200_000 + "long"
path.write_text(json.dumps(notebook))
