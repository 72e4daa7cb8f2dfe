# /// submission
# about = "Also appends each loss to a global list of the student's."
# ///

# %% before backward_pass
losses = []

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    losses.append(loss.item())
    return loss
