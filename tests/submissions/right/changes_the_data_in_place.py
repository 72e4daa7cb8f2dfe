# /// submission
# about = "Scales the notebook's data in place in a cell of the student's."
# ///

# %% before mse_loss
X *= 100
y.zero_()
