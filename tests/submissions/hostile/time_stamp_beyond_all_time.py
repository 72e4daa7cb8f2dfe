# /// submission
# about = "Write: brings a timestamp.txt whose year overflows what a clock can hold."
# lost = []
# ///

# %% folder
(folder / "timestamp.txt").write_text("99999999999999999999-01-01 00:00:00 UTC\n")
