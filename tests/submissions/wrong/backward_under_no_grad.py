# /// submission
# about = "Puts no_grad around everything."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["no_grad"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    with torch.no_grad():
        loss = mse_loss(X_b @ weights, y)
        loss.backward()
    return loss
