# /// submission
# about = "Between the cells stand some whose source, type or metadata is nothing that could be one."
# ///

# %% folder
import json

odd = [
    {"cell_type": "code", "source": None, "metadata": {}},
    {"cell_type": "code", "source": 42, "metadata": []},
    {"cell_type": "code", "source": ["a = 1\n", None, 2], "metadata": {"nbgrader": "yes"}},
    {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": ["mse_loss"]}}},
    {"cell_type": ["code"], "source": {"text": "b = 2"}, "metadata": None},
    {},
    None,
    "c = 3",
    17,
]
cells = [cell for pair in zip(notebook.cells, odd * 9) for cell in pair]
path.write_text(json.dumps(notebook | {"cells": cells}))
