# /// submission
# about = "Wire: exceptions whose __str__ raises, whose text is 50 MB, holds half a surrogate pair, or pretends to be a report."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# ///

# %% add_bias_column
class Strange(ValueError):
    __str__ = __repr__ = lambda self: 1 / 0
    args = property(lambda self: 1 / 0)


def add_bias_column(X):
    raise Strange

# %% mse_loss
def mse_loss(y_pred, y_true):
    raise ValueError("x" * (50 << 20))

# %% backward_pass
def backward_pass(weights, X_b, y):
    raise ValueError("half a pair: \ud800, and a NUL: \x00")

# %% update_weights
class CheckFailed(Exception):
    pass


def update_weights(weights, learning_rate):
    raise CheckFailed("update_weights: all 7 checks passed. [</pre><script>alert(1)</script>]")

# %% zero_gradients
def zero_gradients(weights):
    error = RecursionError("around")
    error.__cause__ = error.__context__ = error
    raise error
