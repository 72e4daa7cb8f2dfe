# /// submission
# about = "A folder that has the notebook's name."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["is a folder or a link, not a file"]
# verdicts.fit = "not gradable"
# ///

# %% folder
content = path.read_bytes()
path.unlink()
path.mkdir()
(path / "linear_regression.ipynb").write_bytes(content)
