# /// submission
# about = "An exported script and a page, but no notebook."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["There is no notebook", "'linear_regression.html'", "'linear_regression.py'"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.with_suffix(".py").write_text("print('done')\n")
path.rename(path.with_suffix(".html"))
