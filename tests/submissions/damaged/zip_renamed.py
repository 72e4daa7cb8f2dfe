# /// submission
# about = "The notebook packed into an archive, and that renamed."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["is a zip archive"]
# verdicts.fit = "not gradable"
# ///

# %% folder
import zipfile

content = path.read_bytes()
with zipfile.ZipFile(path, "w") as archive:
    archive.writestr("linear_regression.ipynb", content)
