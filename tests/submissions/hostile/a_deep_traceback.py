# /// submission
# about = "Resource: an error raised through nine hundred frames of a function of code on one line of 100 KB."
# lost = ["fit", "mse_loss"]
# ///

# %% mse_loss
exec("def down(n):\n    if n: down(n - 1)\n    raise ValueError('deep' * 25000)  # " + "x" * 100_000)


def mse_loss(y_pred, y_true):
    return down(900)
