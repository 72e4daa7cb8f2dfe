# /// exercise
# about = "Numerical methods: LU by hand, and np.linalg is forbidden."
# ///

# %% given imports
import numpy as np

# %% solution solve
def solve(A, b):
    """Solve A x = b by elimination with pivots; neither is changed."""
    ### BEGIN SOLUTION
    A, b = A.astype(float).copy(), b.astype(float).copy()
    n = len(b)
    for k in range(n):
        pivot = k + np.argmax(np.abs(A[k:, k]))
        if A[pivot, k] == 0:
            raise np.linalg.LinAlgError("singular")
        A[[k, pivot]], b[[k, pivot]] = A[[pivot, k]], b[[pivot, k]]
        for i in range(k + 1, n):
            factor = A[i, k] / A[k, k]
            A[i] -= factor * A[k]
            b[i] -= factor * b[k]
    x = np.zeros(n)
    for k in reversed(range(n)):
        x[k] = (b[k] - A[k] @ x) / A[k, k]
    return x
    ### END SOLUTION

# %% test solve 2
rng = np.random.default_rng(3)
A, b = rng.normal(size=(5, 5)), rng.normal(size=5)
kept = A.copy(), b.copy()
np.testing.assert_allclose(A @ solve(A, b), b)
assert (A == kept[0]).all() and (b == kept[1]).all()

# %% test solve_pivots 1
np.testing.assert_allclose(solve(np.array([[0, 1], [1, 0]]), np.array([2, 3])), [3, 2])

# %% test solve_by_hand 1
def forbidden(*args, **kwargs):
    raise AssertionError("by hand, please")
original, np.linalg.solve = np.linalg.solve, forbidden
try:
    solve(np.eye(2), np.ones(2))
finally:
    np.linalg.solve = original

# %% wrong by_library: 3
def solve(A, b):
    return np.linalg.solve(A, b)

# %% wrong no_pivots: 3
def solve(A, b):
    A, b = A.astype(float).copy(), b.astype(float).copy()
    n = len(b)
    with np.errstate(all="ignore"):
        for k in range(n):
            for i in range(k + 1, n):
                factor = A[i, k] / A[k, k]
                A[i] -= factor * A[k]
                b[i] -= factor * b[k]
        x = np.zeros(n)
        for k in reversed(range(n)):
            x[k] = (b[k] - A[k] @ x) / A[k, k]
    return x

# %% cheating lying_array: 1/1
class Lie(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.array([-0.5, 0.5]) * 0
    def __rmatmul__(self, other):
        return np.zeros(5)

def solve(A, b):
    return np.zeros(len(b)).view(Lie)
