# /// submission
# about = "Resource: the notebook's own JSON is nested 100000 deep in an output, and 900 deep in the metadata."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# verdicts.mse_loss = "not gradable"
# ///

# %% folder
import json

text = path.read_text().rstrip()[:-1]
path.write_text(text + ', "deep": ' + "[" * 100_000 + "]" * 100_000 + "}")
