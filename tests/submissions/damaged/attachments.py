# /// submission
# about = "Pictures were pasted into the texts: a sound one, and some that are none."
# ///

# %% folder
import json

pasted = [{"a.png": {"image/png": "iVBORw0KGgo="}}, {"a.png": None}, "a.png", {"a.png": {"image/png": 3}}, None]
for cell, attached in zip(notebook.cells, pasted * 20):
    cell.attachments = attached
path.write_text(json.dumps(notebook))
