# /// submission
# about = "The right one, and copies beside it: an old one, one that is cut off, Jupyter's checkpoint."
# ///

# %% folder
path.with_name("linear_regression-Copy1.ipynb").write_text(path.read_text(encoding="utf-8").replace("return", "pass"))
path.with_name("linear_regression (1).ipynb").write_bytes(path.read_bytes()[:1000])
(folder / ".ipynb_checkpoints").mkdir()
(folder / ".ipynb_checkpoints" / "linear_regression-checkpoint.ipynb").write_text("{}")
