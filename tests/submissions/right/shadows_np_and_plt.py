# /// submission
# about = "Calls the number of points np and has no use for plt."
# ///

# %% before mse_loss
np = 1000
plt = None
