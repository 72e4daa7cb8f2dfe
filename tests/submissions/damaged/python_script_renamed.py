# /// submission
# about = "The code alone, exported as a script and renamed."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["not valid JSON (line 1"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.write_text("\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"), encoding="utf-8")
