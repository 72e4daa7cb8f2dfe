# /// submission
# about = "The file has no content."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["is empty (0 bytes)"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.write_bytes(b"")
