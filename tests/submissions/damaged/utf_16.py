# /// submission
# about = "Saved by an editor in its Unicode, which on Windows means UTF-16."
# ///

# %% folder
path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
