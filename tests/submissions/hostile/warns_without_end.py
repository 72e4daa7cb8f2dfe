# /// submission
# about = "Resource: thirty thousand warnings, each a new one, from a cell and from a function."
# lost = []
# ///

# %% add_bias_column
import warnings


def warn():
    for number in range(30_000):
        warnings.warn(f"number {number} {'x' * 50}", stacklevel=1)


warn()


def add_bias_column(X):
    warnings.warn("once more " * 10_000)
    return torch.cat([X, torch.ones_like(X)], dim=1)
