# /// submission
# about = "The login page of the learning platform was saved under the notebook's name."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["is a web page"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.write_text("<!DOCTYPE html>\n<html><body><h1>Please log in</h1></body></html>\n")
