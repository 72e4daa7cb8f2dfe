# /// submission
# about = "Two versions, and neither has the notebook's name."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["It holds 'linear_regression_final.ipynb', 'linear_regression_final_2.ipynb'"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.with_name("linear_regression_final_2.ipynb").write_bytes(path.read_bytes())
path.rename(path.with_name("linear_regression_final.ipynb"))
