# /// exercise
# about = "A test that stubs what must not be called."
# ///

# %% given imports
import numpy as np

# %% solution total
def total(values):
    """The sum, without sum()."""
    ### BEGIN SOLUTION
    result = 0
    for value in values:
        result += value
    return result
    ### END SOLUTION

# %% test total 1
assert total([1, 2, 3]) == 6

# %% test total_by_hand 2
def sum(*args):
    raise AssertionError("sum() must not be called")
try:
    assert total([1, 2]) == 3
finally:
    del sum

# %% solution mean
def mean(values):
    """The mean, without np.mean."""
    ### BEGIN SOLUTION
    return np.sum(values) / len(values)
    ### END SOLUTION

# %% test mean 1
assert mean(np.array([1.0, 2.0])) == 1.5

# %% test mean_by_hand 2
from unittest.mock import patch
with patch("numpy.mean", side_effect=AssertionError("np.mean must not be called")):
    assert mean(np.array([2.0, 4.0])) == 3

# %% wrong calls_sum of total: 4
def total(values):
    return sum(values)

# %% wrong calls_mean of mean: 4
def mean(values):
    return np.mean(values)
