# /// submission
# about = "Updates weights of its own from another cell."
# lost = ["update_weights", "fit"]
# ///

# %% before update_weights
W = torch.zeros(2, 1, requires_grad=True)

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        W.sub_(learning_rate * weights.grad)
