# /// submission
# about = "The list of cells is something else."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["has no cells of a notebook"]
# verdicts.fit = "not gradable"
# ///

# %% folder
import json

path.write_text(json.dumps(notebook | {"cells": {str(number): cell for number, cell in enumerate(notebook.cells)}}))
