# /// submission
# about = "Saved in format 2, which has no metadata of cells: nothing says which cell is which."
# ///

# %% folder
import json

cells = [
    {"cell_type": "code", "input": cell.source, "language": "python", "outputs": [], "collapsed": False}
    if cell.cell_type == "code"
    else {"cell_type": "markdown", "source": cell.source}
    for cell in notebook.cells
]
path.write_text(json.dumps({"metadata": {"name": ""}, "nbformat": 2, "worksheets": [{"cells": cells}]}))
