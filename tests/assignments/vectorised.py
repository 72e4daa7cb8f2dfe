# /// exercise
# about = "NumPy in place: views, masks, broadcasting."
# ///

# %% given imports
import numpy as np

# %% solution clip
def clip(values, low, high):
    """Bring an array into bounds, in place; returns that array."""
    ### BEGIN SOLUTION
    values[values < low] = low
    values[values > high] = high
    return values
    ### END SOLUTION

# %% test clip 2
data = np.array([-1.0, 0.5, 2.0])
view = data[1:]
assert clip(data, 0, 1) is data
np.testing.assert_array_equal(data, [0, 0.5, 1])
assert view[1] == 1

# %% solution distances
def distances(points):
    """The distance of each point to each, without a loop."""
    ### BEGIN SOLUTION
    return np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    ### END SOLUTION

# %% test distances 1
points = np.array([[0.0, 0.0], [3.0, 4.0]])
np.testing.assert_allclose(distances(points), [[0, 5], [5, 0]])

# %% wrong a_copy of clip: 1
def clip(values, low, high):
    return np.clip(values, low, high)

# %% wrong squares of distances: 2
def distances(points):
    return ((points[:, None] - points[None]) ** 2).sum(-1)
