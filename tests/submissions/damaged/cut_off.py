# /// submission
# about = "The upload broke off: the last third of the file is missing."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["not valid JSON", "cut off"]
# verdicts.fit = "not gradable"
# ///

# %% folder
data = path.read_bytes()
path.write_bytes(data[: len(data) * 2 // 3])
