# /// submission
# about = "A printed notebook, renamed."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["is a PDF file"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n")
