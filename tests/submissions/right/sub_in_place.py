# /// submission
# about = "Uses the in-place method sub_."
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights.sub_(learning_rate * weights.grad)
