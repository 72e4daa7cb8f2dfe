# /// submission
# about = "Stores the number of samples as len and a note as print."
# ///

# %% before mse_loss
len = 1000
print = "see the plot below"
