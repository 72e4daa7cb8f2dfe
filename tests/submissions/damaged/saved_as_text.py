# /// submission
# about = "The browser added another ending."
# ///

# %% folder
path.rename(path.with_name("linear_regression.ipynb.txt"))
