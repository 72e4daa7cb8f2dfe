# /// submission
# about = "Nothing but blanks, and the zeros that a full disk leaves."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["is empty (", "saved completely"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.write_bytes(b" \n\t\n" + bytes(4096))
