# /// submission
# about = "Has cells that are not Python."
# ///

# %% before mse_loss
the mean of the squares:
    1/n * sum((y_hat - y)^2

# %% after update_weights
def unfinished(
