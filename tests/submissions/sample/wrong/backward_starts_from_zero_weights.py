# /// submission
# about = "Sets the weights to zero at the start of each pass."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["weights"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    weights.data.zero_()
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss
