# /// exercise
# about = "Random generators of Python's and NumPy's old ones, handed over."
# ///

# %% given imports
import random
import numpy as np

# %% solution draw
def shuffled(values, rng):
    ### BEGIN SOLUTION
    values = list(values)
    rng.shuffle(values)
    return values
    ### END SOLUTION

def heights(n, rng):
    ### BEGIN SOLUTION
    return rng.normal(170, 10, n)
    ### END SOLUTION

# %% test shuffled 1
rng = random.Random(4)
one, two = shuffled(range(20), rng), shuffled(range(20), rng)
assert one != two
rng = random.Random(4)
assert shuffled(range(20), rng) == one and shuffled(range(20), rng) == two
assert sorted(one) == list(range(20))

# %% test heights 1
rng = np.random.RandomState(0)
drawn = heights(5, rng)
assert np.allclose(drawn, np.random.RandomState(0).normal(170, 10, 5))
assert not np.allclose(drawn, heights(5, rng))

# %% test state 1
rng = random.Random(1)
shuffled([1, 2, 3], rng)
assert rng.getstate() != random.Random(1).getstate()

# %% right by_sample of draw
def shuffled(values, rng):
    return rng.sample(list(values), len(values))
def heights(n, rng):
    return np.array([170 + 10 * rng.randn() for _ in range(n)])

# %% wrong own_seed of draw: 0
def shuffled(values, rng):
    values = list(values)
    random.Random(4).shuffle(values)
    return values
def heights(n, rng):
    return np.random.RandomState(0).normal(170, 10, n)
