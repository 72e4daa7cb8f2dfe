# /// submission
# about = "Returns the average of all losses so far."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
total, count = 0.0, 0

def backward_pass(weights, X_b, y):
    global total, count
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    total, count = total + loss.detach(), count + 1
    return total / count
