# /// submission
# about = "Zero bytes in the code, which Python refuses."
# ///

# %% folder
import json

for cell in notebook.cells:
    if cell.cell_type == "code":
        cell.source = "\0" + cell.source.replace("\n", "\0\n") + "\0"
path.write_text(json.dumps(notebook))
