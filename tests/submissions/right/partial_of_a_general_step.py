# /// submission
# about = "The update is a partial of a more general function."
# ///

# %% update_weights
from functools import partial

def step(direction, weights, learning_rate):
    with torch.no_grad():
        weights += direction * learning_rate * weights.grad

update_weights = partial(step, -1)
