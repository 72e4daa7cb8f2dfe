# /// submission
# about = "The computer lost power while it saved: the file ends in zeros."
# ///

# %% folder
path.write_bytes(path.read_bytes() + bytes(3000))
