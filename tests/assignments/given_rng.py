# /// exercise
# about = "A random generator that a test hands over."
# ///

# %% given imports
import numpy as np

# %% solution estimate_pi
def estimate_pi(n, rng):
    """By n points in the unit square, drawn as rng.random((n, 2))."""
    ### BEGIN SOLUTION
    points = rng.random((n, 2))
    return 4 * (points**2).sum(1).__le__(1).mean()
    ### END SOLUTION

# %% test estimate_pi 2
assert abs(estimate_pi(20000, np.random.default_rng(0)) - np.pi) < 0.05
one, other = np.random.default_rng(1), np.random.default_rng(1)
points = other.random((10, 2))
assert estimate_pi(10, one) == 4 * ((points**2).sum(1) <= 1).mean()
assert one.random() == other.random(), "all of its numbers were to be drawn from rng"

# %% wrong own_numbers: 0
def estimate_pi(n, rng):
    points = np.random.default_rng(5).random((n, 2))
    return 4 * ((points**2).sum(1) <= 1).mean()

# %% wrong exactly: 0
def estimate_pi(n, rng):
    return np.pi
