# /// submission
# about = "Write: a folder stands where the grader would write its record, and others where it would write the notebook."
# lost = []
# ///

# %% folder
(folder / "linear_regression.grading.json").mkdir()
(folder / "linear_regression.grading.json" / "inside.txt").write_text("inside")
(folder / "linear_regression_files").mkdir()
(folder / "linear_regression_files" / "inside.txt").write_text("inside")
