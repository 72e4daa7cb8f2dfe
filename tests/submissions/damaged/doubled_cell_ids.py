# /// submission
# about = "All cells have the same id."
# ///

# %% folder
import json

path.write_text(json.dumps(notebook | {"cells": [cell | {"id": "cell"} for cell in notebook.cells]}))
