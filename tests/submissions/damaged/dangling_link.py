# /// submission
# about = "The notebook is a shortcut into the student's own home."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["was a symbolic link to '/home/student/linear_regression.ipynb'"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.unlink()
path.symlink_to("/home/student/linear_regression.ipynb")
