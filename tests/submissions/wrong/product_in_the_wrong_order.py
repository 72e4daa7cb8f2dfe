# /// submission
# about = "Multiplies the weights by X_b from the left."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["shape", "[backward-order]"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(weights @ X_b, y)
    loss.backward()
    return loss
