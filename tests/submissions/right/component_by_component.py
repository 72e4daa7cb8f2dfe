# /// submission
# about = "Updates slope and intercept one after the other."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        for i in range(weights.shape[0]):
            weights[i] -= learning_rate * weights.grad[i]

# %% zero_gradients
def zero_gradients(weights):
    for i in range(weights.shape[0]):
        weights.grad[i, 0] = 0
