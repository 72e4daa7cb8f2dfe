# /// submission
# about = "Uses weights of its own from another cell."
# lost = ["backward_pass", "fit"]
# says.backward_pass = [".grad"]
# ///

# %% before backward_pass
W = torch.zeros(2, 1, requires_grad=True)

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ W, y)
    loss.backward()
    return loss
