# /// submission
# about = "A matrix of the notebook's own, by a name one letter off the argument's."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["1000", "[notebook-data]"]
# ///

# %% backward_pass
Xb = add_bias_column(X)
def backward_pass(weights, X_b, y):
    loss = mse_loss(Xb @ weights, y)
    loss.backward()
    return loss
