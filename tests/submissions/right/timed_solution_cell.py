# /// submission
# about = "Times the solution cell with a cell magic, which still defines the function."
# ///

# %% mse_loss
%%time
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()
