# /// submission
# about = "Outputs of 70 MB, more than is read."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["has 70 MB", "Clear its outputs"]
# verdicts.fit = "not gradable"
# ///

# %% folder
import json

output = {"output_type": "stream", "name": "stdout", "text": "x" * (70 * 2**20)}
cells = notebook.cells + [{"cell_type": "code", "source": "", "metadata": {}, "outputs": [output]}]
path.write_text(json.dumps(notebook | {"cells": cells}))
