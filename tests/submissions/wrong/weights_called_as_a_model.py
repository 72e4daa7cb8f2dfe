# /// submission
# about = "Calls the weights like a function."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["typeerror", "[tensor-called]"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(weights(X_b), y)
    loss.backward()
    return loss
