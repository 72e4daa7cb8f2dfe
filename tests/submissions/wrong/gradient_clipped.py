# /// submission
# about = "Clips the gradient as one would for a large network."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    torch.nn.utils.clip_grad_norm_([weights], 1.0)
    return loss
