# /// exercise
# about = "Numerical methods: functions as arguments, errors, tolerance."
# ///

# %% solution bisect
def bisect(f, a, b, tolerance=1e-9):
    """A root of f between a and b."""
    ### BEGIN SOLUTION
    if f(a) * f(b) > 0:
        raise ValueError("f(a) and f(b) have the same sign")
    while b - a > tolerance:
        middle = (a + b) / 2
        if f(a) * f(middle) <= 0:
            b = middle
        else:
            a = middle
    return (a + b) / 2
    ### END SOLUTION

# %% test bisect 2
import math
assert abs(bisect(lambda x: x * x - 2, 0, 2) - math.sqrt(2)) < 1e-6
assert math.isclose(bisect(math.cos, 0, 3), math.pi / 2, abs_tol=1e-6)

# %% test bisect_refuses 1
import pytest
with pytest.raises(ValueError, match="sign"):
    bisect(lambda x: x * x + 1, -1, 1)

# %% test bisect_counts 1
calls = []
def watched(x):
    calls.append(x)
    return x - 0.3
bisect(watched, 0, 1, tolerance=1e-3)
assert 10 <= len(calls) < 100

# %% wrong no_check: 3
def bisect(f, a, b, tolerance=1e-9):
    while b - a > tolerance:
        middle = (a + b) / 2
        if f(a) * f(middle) <= 0:
            b = middle
        else:
            a = middle
    return (a + b) / 2

# %% wrong middle: 0
def bisect(f, a, b, tolerance=1e-9):
    return (a + b) / 2

# %% cheating near_everything: 2/0
class Near(float):
    def __sub__(self, other):
        return 0.0

def bisect(f, a, b, tolerance=1e-9):
    f(a)
    return Near(1.5707963267948966)
