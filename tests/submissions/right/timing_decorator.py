# /// submission
# about = "Wraps the functions in a decorator of the student's that takes the time."
# ///

# %% before backward_pass
import time

def timed(f):
    def inner(*args):
        start = time.perf_counter()
        result = f(*args)
        inner.seconds = time.perf_counter() - start
        return result
    return inner

# %% backward_pass
@timed
def backward_pass(weights, X_b, y):
    loss = mse_loss(X_b @ weights, y)
    loss.backward()
    return loss

# %% update_weights
@timed
def update_weights(weights, learning_rate):
    with torch.no_grad():
        weights -= learning_rate * weights.grad
