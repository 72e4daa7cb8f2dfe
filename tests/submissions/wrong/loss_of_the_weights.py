# /// submission
# about = "Compares the weights themselves with the targets."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["[shapes-differ]"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(weights, y)
    loss.backward()
    return loss
