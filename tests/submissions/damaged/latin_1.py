# /// submission
# about = "Saved by an old editor in Latin-1."
# ///

# %% folder
text = path.read_text(encoding="utf-8").replace("You w", "Gr\u00fc\u00dfe! You w")
path.write_bytes(text.encode("latin-1", "replace"))
