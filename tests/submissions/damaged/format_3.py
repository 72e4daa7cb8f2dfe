# /// submission
# about = "Saved in format 3, where cells stand in worksheets and code is called input."
# ///

# %% folder
import json

cells = []
for cell in notebook.cells:
    told = {"cell_type": cell.cell_type, "metadata": cell.metadata}
    if cell.cell_type == "code":
        told |= {"input": cell.source.splitlines(True), "language": "python", "prompt_number": 1, "outputs": []}
    elif cell.source.startswith("## "):
        told |= {"cell_type": "heading", "level": 2, "source": cell.source[3:]}
    else:
        told["source"] = cell.source
    cells.append(told)
sheets = [{"cells": cells[:20], "metadata": {}}, {"cells": cells[20:], "metadata": {}}]
path.write_text(json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": sheets}))
