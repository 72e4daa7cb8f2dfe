# /// submission
# about = "Write: files whose names differ in case alone, or are devices, drives and streams on other systems."
# lost = []
# ///

# %% folder
for name in ("Data.csv", "data.csv", "DATA.CSV", "CON", "nul.txt", "a:b", "c:\\temp\\x", "trailing. ", "~", "-rf", "$(id)", "%PATH%"):
    (folder / name).write_text("x")
