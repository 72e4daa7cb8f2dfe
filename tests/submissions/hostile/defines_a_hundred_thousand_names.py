# /// submission
# about = "Resource: a hundred thousand names in the notebook, some of which are no identifiers."
# lost = []
# ///

# %% before add_bias_column
globals().update({f"name {number}\n": number for number in range(100_000)})
globals().update({"": 1, "\ud800": 2, "mse_loss\0": 3})
