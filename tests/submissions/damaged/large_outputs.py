# /// submission
# about = "Printed 50 MB."
# ///

# %% folder
import json

output = {"output_type": "stream", "name": "stdout", "text": ["epoch 1, loss 3.14\n"] * 2_200_000}
for cell in notebook.cells:
    if cell.id == "train":
        cell.outputs = [output]
path.write_text(json.dumps(notebook))
