# /// submission
# about = "Empties the solution cell."
# lost = ["update_weights", "fit"]
# ///

# %% update_weights
# TODO
