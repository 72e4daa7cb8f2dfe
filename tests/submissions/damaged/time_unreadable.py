# /// submission
# about = "Brought a time of handing in that is none."
# ///

# %% folder
(folder / "timestamp.txt").write_bytes(b"yesterday, \xff\xfe honestly")
