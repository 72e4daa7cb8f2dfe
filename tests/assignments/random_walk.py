# /// exercise
# about = "Seeds that a test sets."
# ///

# %% given imports
import random
import numpy as np

# %% solution walk
def walk(steps):
    """The places of a random walk that begins at 0, by random.choice([-1, 1])."""
    ### BEGIN SOLUTION
    places = [0]
    for _ in range(steps):
        places.append(places[-1] + random.choice([-1, 1]))
    return places
    ### END SOLUTION

# %% test walk 2
random.seed(42)
first = walk(20)
random.seed(42)
assert walk(20) == first
assert len(first) == 21 and first[0] == 0
random.seed(42)
here = 0
for place in first[1:]:
    here += random.choice([-1, 1])
    assert place == here

# %% solution noise
def noise(n):
    """n numbers of np.random.normal."""
    ### BEGIN SOLUTION
    return np.random.normal(size=n)
    ### END SOLUTION

# %% test noise 2
np.random.seed(1)
expected = np.random.normal(size=3)
np.random.seed(1)
np.testing.assert_allclose(noise(3), expected)

# %% wrong other_numbers of walk: 2
def walk(steps):
    places = [0]
    for _ in range(steps):
        places.append(places[-1] + (1 if random.random() < 0.5 else -1))
    return places

# %% wrong own_seed of noise: 2
def noise(n):
    np.random.seed(0)
    return np.random.normal(size=n)
