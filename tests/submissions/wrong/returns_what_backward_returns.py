# /// submission
# about = "Returns the result of backward(), which is None."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["return"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    return mse_loss(X_b @ weights, y).backward()
