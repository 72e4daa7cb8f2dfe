# /// submission
# about = "Downloaded twice, so the browser added a number."
# ///

# %% folder
path.rename(path.with_name("linear_regression (1).ipynb"))
