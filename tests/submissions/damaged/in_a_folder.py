# /// submission
# about = "Packed together with its folder, so it lies one folder deeper."
# ///

# %% folder
(folder / "linear_regression").mkdir()
path.rename(folder / "linear_regression" / path.name)
