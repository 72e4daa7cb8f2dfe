# /// submission
# about = "Saved by an editor that begins a file with a byte order mark."
# ///

# %% folder
path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
