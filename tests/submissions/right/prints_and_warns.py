# /// submission
# about = "Prints progress, warns and writes to stderr on every call."
# ///

# %% before backward_pass
import sys
import warnings

# %% backward_pass
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    print("loss", loss)
    print("grad", weights.grad, file=sys.stderr)
    warnings.warn("still learning")
    return loss
