# /// submission
# about = "Solutions are declared to be tests, and tests to be solutions."
# ///

# %% folder
import json

for cell in notebook.cells:
    told = cell.metadata.get("nbgrader", {})
    if told.get("grade") or told.get("solution"):
        told.grade, told.solution, told.locked = told.solution, told.grade, told.solution
path.write_text(json.dumps(notebook))
