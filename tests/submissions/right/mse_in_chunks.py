# /// submission
# about = "Loops over chunks of a hundred rows and adds up."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    total = 0
    for p, t in zip(y_pred.split(100), y_true.split(100)):
        total = total + ((p - t) ** 2).sum()
    return total / len(y_pred)
