# /// submission
# about = "Records the gradient with a hook that changes nothing."
# ///

# %% before backward_pass
seen = []

# %% backward_pass
def backward_pass(weights, X_b, y):
    handle = weights.register_hook(lambda g: seen.append(g.clone()))
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    handle.remove()
    return loss
