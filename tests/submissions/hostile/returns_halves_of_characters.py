# /// submission
# about = "Wire: a function returns, and another one raises, a half of a surrogate pair, which no file can hold."
# lost = ["mse_loss", "update_weights", "fit"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return "\ud800"

# %% update_weights
def update_weights(weights, learning_rate):
    raise ValueError("\udfff" * 100)
