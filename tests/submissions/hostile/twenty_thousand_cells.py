# /// submission
# about = "Resource: a notebook of 20000 cells without content, and one cell of 20 MB."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# verdicts.mse_loss = "not gradable"
# ///

# %% folder
import json

content = json.loads(path.read_text())
text = {"cell_type": "markdown", "metadata": {}, "source": "x"}
content["cells"] += [text | {"id": f"n{number}"} for number in range(20_000)]
content["cells"].append(text | {"id": "long", "source": "x" * (20 << 20)})
path.write_text(json.dumps(content))
