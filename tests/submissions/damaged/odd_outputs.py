# /// submission
# about = "Outputs and counts are of the wrong kind throughout."
# ///

# %% folder
import json

for cell, outputs in zip(notebook.cells, [None, {}, [None], "text", [{"output_type": "song"}], [[]]] * 20):
    cell.outputs = outputs
    cell.execution_count = "twice"
path.write_text(json.dumps(notebook))
