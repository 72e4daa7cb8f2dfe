# /// submission
# about = "Lets torch.optim.SGD take the step and clear the gradient."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    torch.optim.SGD([weights], lr=learning_rate).step()

# %% zero_gradients
def zero_gradients(weights):
    torch.optim.SGD([weights], lr=1.0).zero_grad()
