# /// submission
# about = "Subtracts with out=, straight into the weights."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        torch.sub(weights, weights.grad, alpha=learning_rate, out=weights)
