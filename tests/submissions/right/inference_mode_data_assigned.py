# /// submission
# about = "Assigns new data to the weights in inference mode."
# ///

# %% update_weights
@torch.inference_mode()
def update_weights(weights, learning_rate):
    weights.data = weights - learning_rate * weights.grad
