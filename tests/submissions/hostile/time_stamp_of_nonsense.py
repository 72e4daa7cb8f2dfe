# /// submission
# about = "Write: brings a timestamp.txt that holds no time, which makes nbgrader give up on the whole class."
# lost = []
# ///

# %% folder
(folder / "timestamp.txt").write_text("yesterday, I swear\n")
