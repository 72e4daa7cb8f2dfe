# /// submission
# about = "Ends a solution cell with an own assertion that fails although the function is right."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()

assert mse_loss(torch.ones(2, 1), torch.zeros(2, 1)) == 2
