# /// submission
# about = "Adds type hints and further parameters with defaults."
# ///

# %% mse_loss
from torch import Tensor

def mse_loss(y_pred: Tensor, y_true: Tensor, *, reduction: str = "mean") -> Tensor:
    squared = (y_pred - y_true).square()
    return squared.mean() if reduction == "mean" else squared.sum()

# %% update_weights
def update_weights(weights: Tensor, learning_rate: float = 0.01, momentum: float = 0.0) -> None:
    with torch.no_grad():
        weights -= learning_rate * weights.grad
