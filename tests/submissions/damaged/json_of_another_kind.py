# /// submission
# about = "JSON, but no notebook: a data file of the same folder."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["has no cells of a notebook", "by mistake"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.write_text('{"x": [0.0, 1.0], "y": [3.1, 8.2]}')
