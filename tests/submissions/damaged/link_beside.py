# /// submission
# about = "Symbolic links out of the folder, to files and to a folder, under harmless names."
# ///

# %% folder
(folder / "notes.txt").symlink_to("/etc/passwd")
(folder / "answers.ipynb").symlink_to("../../../source/linear_regression/linear_regression.ipynb")
(folder / "everything").symlink_to("/", target_is_directory=True)
(folder / "[a]").mkdir()
(folder / "[a]" / "b.ipynb").symlink_to("../../../../source/linear_regression/linear_regression.ipynb")
