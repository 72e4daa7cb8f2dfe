# /// submission
# about = "Lines end as on Windows, in the file and in the cells."
# ///

# %% folder
import json

for cell in notebook.cells:
    cell.source = cell.source.replace("\n", "\r\n")
path.write_bytes(json.dumps(notebook, indent=1).replace("\n", "\r\n").encode())
