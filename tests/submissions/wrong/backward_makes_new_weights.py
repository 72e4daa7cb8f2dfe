# /// submission
# about = "Starts the pass with new weights of its own."
# lost = ["backward_pass", "fit"]
# says.backward_pass = [".grad"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    weights = torch.zeros(2, 1, requires_grad=True, dtype=X_b.dtype)
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss
