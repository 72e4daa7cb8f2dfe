# /// submission
# about = "Resource: an error whose causes and contexts are a chain of thousands, and a group in groups."
# lost = ["fit", "mse_loss"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    error = ValueError("the first")
    for number in range(5000):
        another = RuntimeError(f"the {number}th")
        another.__cause__ = another.__context__ = error
        error = another
    for _ in range(60):
        error = ExceptionGroup("again", [error, error])
    raise error
