# /// submission
# about = "Predicts with F.linear, which wants the weights transposed."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    y_pred = torch.nn.functional.linear(X_b, weights.T)
    loss = mse_loss(y_pred, y)
    loss.backward()
    return loss
