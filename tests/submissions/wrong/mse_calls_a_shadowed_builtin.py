# /// submission
# about = "Calls sum after having stored a number under that name."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["typeerror"]
# ///

# %% before mse_loss
sum = 0
for v in [1, 2, 3]:
    sum += v

# %% mse_loss
def mse_loss(y_pred, y_true):
    return sum(((y_pred - y_true) ** 2).flatten()) / len(y_true)
