# /// submission
# about = "Write: brings other notebooks, one damaged, one with the name of nothing, which feedback may stumble over."
# lost = []
# ///

# %% folder
(folder / "extra.ipynb").write_text("{ this is no JSON")
(folder / "linear_regression-1.ipynb").write_text(path.read_text())
(folder / "[a-z]*.ipynb").write_text("[]")
(folder / "folder.ipynb").mkdir()
(folder / "folder.ipynb" / "inside.txt").write_text("inside")
