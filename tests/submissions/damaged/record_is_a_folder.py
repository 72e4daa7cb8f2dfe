# /// submission
# about = "Brought a folder that has the name of the record."
# ///

# %% folder
(folder / "linear_regression.grading.json").mkdir()
(folder / "linear_regression.grading.json" / "a.txt").write_text("in the way")
