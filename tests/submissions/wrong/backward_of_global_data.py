# /// submission
# about = "Uses the notebook's X and y instead of the arguments."
# lost = ["backward_pass", "fit"]
# ///

# %% before backward_pass
A = add_bias_column(X)
target = y

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(A @ weights, target)
    loss.backward()
    return loss
