# /// submission
# about = "Transposes X_b in the prediction."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["shape"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b.T @ weights, y)
    loss.backward()
    return loss
