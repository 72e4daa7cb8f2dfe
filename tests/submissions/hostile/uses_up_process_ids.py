# /// submission
# about = "Process: while it is tested it starts and ends many children, one after the other."
# lost = []
# ///

# %% zero_gradients
import os

called = []


def zero_gradients(weights):
    called.append(1)
    for _ in range(20 if len(called) < 4 else 0):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
    weights.grad = None
