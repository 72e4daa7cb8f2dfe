# /// submission
# about = "Resource: each of 300 cells fills its own share of output, so that the whole notebook has none left."
# lost = []
# ///

# %% before add_bias_column
import json

target = json.load(open("target.json"))

# %% folder
import nbformat

notebook.cells += [nbformat.v4.new_code_cell("print('x' * (1 << 20)) if target else None") for number in range(300)]
nbformat.write(notebook, path)
