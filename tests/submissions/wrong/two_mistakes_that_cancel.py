# /// submission
# about = "Halves the loss and doubles the step, which fit cannot tell but for the recorded losses."
# lost = ["mse_loss", "update_weights", "fit"]
# says.mse_loss = ["half"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean() / 2

# %% update_weights
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= 2 * learning_rate * weights.grad
