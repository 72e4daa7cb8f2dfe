# /// submission
# about = "Went through a tool that drops the metadata of cells: nothing says which cell is which."
# ///

# %% folder
import json

for cell in notebook.cells:
    cell.metadata = {}
path.write_text(json.dumps(notebook))
