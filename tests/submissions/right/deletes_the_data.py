# /// submission
# about = "Deletes the data and a spent helper to save memory."
# ///

# %% before add_bias_column
scratch = torch.zeros(1000)

# %% after add_bias_column
del X, y, scratch
