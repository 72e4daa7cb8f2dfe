# /// submission
# about = "Runs the pass inside torch.enable_grad()."
# ///

# %% backward_pass
@torch.enable_grad()
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss
