# /// submission
# about = "Stores the range of the data under the name range, after the data section."
# ///

# %% before add_bias_column
range = 10.0
