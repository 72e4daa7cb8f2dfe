# /// exercise
# about = "NumPy arrays compared by numpy.testing, shapes and dtypes."
# ///

# %% given imports
import numpy as np

# %% solution grid
def grid(n):
    """An n by n array with i * j at (i, j)."""
    ### BEGIN SOLUTION
    return np.outer(np.arange(n), np.arange(n))
    ### END SOLUTION

# %% test grid 2
np.testing.assert_array_equal(grid(3), [[0, 0, 0], [0, 1, 2], [0, 2, 4]])
assert isinstance(grid(2), np.ndarray)
assert grid(4).shape == (4, 4)
assert np.issubdtype(grid(2).dtype, np.integer)

# %% solution normalised
def normalised(values):
    """With mean 0 and standard deviation 1; ``values`` stays."""
    ### BEGIN SOLUTION
    return (values - values.mean()) / values.std()
    ### END SOLUTION

# %% test normalised 2
data = np.array([1.0, 2.0, 3.0, 4.0])
before = data.copy()
result = normalised(data)
np.testing.assert_allclose(result.mean(), 0, atol=1e-12)
np.testing.assert_allclose(result.std(), 1)
np.testing.assert_array_equal(data, before)

# %% wrong a_list of grid: 2
def grid(n):
    return [[i * j for j in range(n)] for i in range(n)]

# %% wrong changes_it of normalised: 2
def normalised(values):
    values -= values.mean()
    values /= values.std()
    return values

# %% cheating lying_array of normalised: 4/2
class Lie(np.ndarray):
    def mean(self):
        return 0.0

    def std(self):
        return 1.0

def normalised(values):
    return values.copy().view(Lie)
