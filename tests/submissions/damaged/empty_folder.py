# /// submission
# about = "Nothing was handed in."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["There is no notebook", "It holds nothing"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.unlink()
