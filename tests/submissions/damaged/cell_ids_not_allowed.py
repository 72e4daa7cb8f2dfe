# /// submission
# about = "Cell ids that the format does not allow: too long, with blanks, numbers."
# ///

# %% folder
import json

for number, cell in enumerate(notebook.cells):
    cell.id = [number, "my cell", "x" * 100, ""][number % 4]
path.write_text(json.dumps(notebook))
