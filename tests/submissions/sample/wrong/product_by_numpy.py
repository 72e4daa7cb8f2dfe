# /// submission
# about = "np.dot with weights that require grad; torch's own advice would cut the graph."
# lost = ["backward_pass", "fit"]
# says.backward_pass = ["NumPy", "detach", "cut", "[numpy-function]"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(np.dot(X_b, weights), y)
    loss.backward()
    return loss
