# /// submission
# about = "Lets Adam take the step."
# lost = ["update_weights", "fit"]
# ///

# %% update_weights
def update_weights(weights, learning_rate):
    torch.optim.Adam([weights], lr=learning_rate).step()
