# /// submission
# about = "Takes positional arguments as *args."
# ///

# %% backward_pass
def backward_pass(*args):
    w, A, target = args
    loss = mse_loss(A @ w, target)
    loss.backward()
    return loss

# %% update_weights
def update_weights(*args, **kwargs):
    w, lr = args
    w.data -= lr * w.grad
