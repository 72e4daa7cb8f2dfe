# /// submission
# about = "Was changed in a text editor, and a comma too many was left."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["not valid JSON", "text editor"]
# verdicts.fit = "not gradable"
# ///

# %% folder
text = path.read_text(encoding="utf-8").rstrip().removesuffix("}")
path.write_text(text + ",}\n", encoding="utf-8")
