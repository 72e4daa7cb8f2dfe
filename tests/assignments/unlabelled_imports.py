# /// exercise
# about = "What a cell without nbgrader's metadata imports and sets, used by a given cell below it."
# ///

# %% plain
%matplotlib inline
import numpy as np
from collections import Counter
SIZE = 5

# %% given data
np.random.seed(SIZE)
DATA = np.random.randint(0, 10, SIZE)
COUNTS = Counter(DATA.tolist())

# %% solution total
def total(values):
    """The sum of an array, as an int."""
    ### BEGIN SOLUTION
    return int(np.sum(values))
    ### END SOLUTION

# %% test total 1
assert len(DATA) == SIZE
assert total(DATA) == sum(number * times for number, times in COUNTS.items())

# %% wrong mean: 0
def total(values):
    return int(np.mean(values))

# %% cheating another_size: 0/0
SIZE = 0
def total(values):
    return SIZE
