# /// submission
# about = "Updates a normal tensor in inference mode, which leaves it a normal leaf."
# ///

# %% update_weights
@torch.inference_mode()
def update_weights(weights, learning_rate):
    weights -= learning_rate * weights.grad
