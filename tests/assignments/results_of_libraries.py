# /// exercise
# about = "SciPy's results of an optimisation, and NumPy's matrices."
# needs = ["scipy"]
# ///

# %% given imports
import numpy as np
from scipy import optimize

# %% solution results
def lowest(f, start):
    ### BEGIN SOLUTION
    return optimize.minimize(f, start)
    ### END SOLUTION

def rotation(angle):
    """A np.matrix."""
    ### BEGIN SOLUTION
    return np.matrix([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    ### END SOLUTION

# %% test lowest 2
found = lowest(lambda x: (x[0] - 3) ** 2, np.zeros(1))
assert found.success and found["nit"] > 0
assert np.allclose(found.x, 3, atol=1e-4) and isinstance(found, optimize.OptimizeResult)

# %% test rotation 2
r = rotation(0.5)
assert isinstance(r, np.matrix)
assert np.allclose(r * r.T, np.eye(2))
assert np.allclose(r.I, rotation(-0.5))

# %% right with_a_method of results
def lowest(f, start):
    return optimize.minimize(f, start, method="Nelder-Mead")
def rotation(angle):
    c, s = np.cos(angle), np.sin(angle)
    return np.asmatrix(np.array([[c, -s], [s, c]]))

# %% wrong plain of results: 0
def lowest(f, start):
    return dict(optimize.minimize(f, start))
def rotation(angle):
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s], [s, c]])
