# /// submission
# about = "Calls backward on the (n, 1) prediction, which torch refuses."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["scalar", "[backward-no-scalar]"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_pred = X_b @ weights
    y_pred.backward()
    return mse_loss(y_pred, y)
