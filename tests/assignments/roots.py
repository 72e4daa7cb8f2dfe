# /// exercise
# about = "Complex numbers and tuples of them."
# ///

# %% solution roots
import cmath

def roots(a, b, c):
    """Both solutions of ax² + bx + c = 0, as a tuple."""
    ### BEGIN SOLUTION
    root = cmath.sqrt(b * b - 4 * a * c)
    return (-b + root) / (2 * a), (-b - root) / (2 * a)
    ### END SOLUTION

# %% test roots 2
assert sorted(z.real for z in roots(1, -3, 2)) == [1, 2]
first, second = roots(1, 0, 1)
assert {first, second} == {1j, -1j}
assert isinstance(first, complex)
assert abs(first) == 1 and first.conjugate() == second

# %% wrong only_real: 0
import math

def roots(a, b, c):
    root = math.sqrt(b * b - 4 * a * c)
    return (-b + root) / (2 * a), (-b - root) / (2 * a)

# %% wrong one_root: 0
def roots(a, b, c):
    root = cmath.sqrt(b * b - 4 * a * c)
    return (-b + root) / (2 * a), (-b + root) / (2 * a)
