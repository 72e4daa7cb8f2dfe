# /// submission
# about = "Switches autograd off and restores the former mode by hand."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        weights -= learning_rate * weights.grad
    finally:
        torch.set_grad_enabled(before)
