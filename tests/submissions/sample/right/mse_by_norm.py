# /// submission
# about = "Squares the Euclidean norm of the differences and divides by n."
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.linalg.norm(y_pred - y_true) ** 2 / len(y_true)
