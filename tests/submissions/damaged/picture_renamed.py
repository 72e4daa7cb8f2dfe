# /// submission
# about = "A screenshot of the notebook, renamed."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["is a picture"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01")
