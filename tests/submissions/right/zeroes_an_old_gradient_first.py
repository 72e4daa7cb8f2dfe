# /// submission
# about = "Lets the backward pass zero an old gradient, with the function of exercise 5."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    if weights.grad is not None:
        zero_gradients(weights)
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss
