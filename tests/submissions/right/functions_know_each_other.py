# /// submission
# about = "Binds the loss as a default argument when backward_pass is defined."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y, loss_function=mse_loss):
    loss = loss_function(X_b @ weights, y)
    loss.backward()
    return loss
