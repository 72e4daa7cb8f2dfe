# /// submission
# about = "Renamed with capitals."
# ///

# %% folder
path.rename(path.with_name("Linear_Regression.IPYNB"))
