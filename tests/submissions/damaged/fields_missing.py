# /// submission
# about = "A tool left out what it thought needless: ids, outputs, metadata of ordinary cells; sources are lists of lines."
# ///

# %% folder
import json

cells = []
for cell in notebook.cells:
    told = {"cell_type": cell.cell_type, "source": cell.source.splitlines(True)}
    if "nbgrader" in cell.metadata:
        told["metadata"] = {"nbgrader": {"grade_id": cell.metadata.nbgrader.grade_id}}
    cells.append(told)
path.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": None}))
