# /// submission
# about = "Lets the backward pass zero an old gradient, and has not written exercise 5."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["not attempted"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    if weights.grad is not None:
        zero_gradients(weights)
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss

# %% zero_gradients
def zero_gradients(weights):
    raise NotImplementedError("Exercise 5")
