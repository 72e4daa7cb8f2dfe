# /// submission
# about = "Overwrites the name fit with a quality of fit."
# ///

# %% after fit
fit = 0.93
