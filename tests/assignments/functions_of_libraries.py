# /// exercise
# about = "Functions and iterators of Python's and of libraries', handed over to be called and used up."
# ///

# %% given imports
import itertools
import math
import random
import numpy as np
from scipy import interpolate, stats

# %% solution use_them
def each(f, values):
    ### BEGIN SOLUTION
    return [f(v) for v in values]
    ### END SOLUTION

def take(n, values):
    """A generator of the first n; takes no more of them."""
    ### BEGIN SOLUTION
    for _, v in zip(range(n), values):
        yield v
    ### END SOLUTION

# %% test functions 1
assert each(str.upper, "ab") == ["A", "B"]
assert each(np.median, [[1, 2, 9], [3]]) == [2, 3]
assert each(math.sqrt, [4]) == [2] and each(len, ["abc"]) == [3] and each(np.sin, [0.0]) == [0]
assert each(dict, [[("a", 1)]]) == [{"a": 1}]

# %% test methods_of_the_tests_own 1
seen = []
assert each(seen.append, [1, "b"]) == [None, None] and seen == [1, "b"]
assert each({"a": 1}.get, "ab") == [1, None] and each("-".join, ["abc"]) == ["a-b-c"]

# %% test bound_to_a_module 1
random.seed(3)
mine = [random.random(), random.random()]
random.seed(3)
assert each(lambda r: r(), [random.random] * 2) == mine
mine, own = np.random.default_rng(1), np.random.default_rng(1)
assert each(mine.exponential, [1.0, 2.0]) == [own.exponential(1.0), own.exponential(2.0)]

# %% test of_distributions_and_curves 1
assert np.allclose(each(stats.norm(1, 2).cdf, [1.0, -50]), [0.5, 0])
assert np.allclose(each(stats.norm.logpdf, [0.0]), [-0.9189385])
curve = interpolate.CubicSpline([0, 1, 2, 3], [0, 1, 4, 9])
assert np.allclose(each(curve, [1.5]), [2.25]) and np.allclose(each(curve.derivative(), [1.5]), [3])

# %% test iterators 1
assert each(abs, iter([-1, 2])) == [1, 2]
assert each(abs, (v for v in (-1, 2))) == [1, 2]
assert each(abs, map(int, "12")) == [1, 2]
assert each(sum, zip([1, 2], [3, 4])) == [4, 6]
assert each(tuple, enumerate("a")) == [(0, "a")]
assert each(abs, reversed([1, 2])) == [2, 1]
assert each(str, {"a": 1}.keys()) == ["a"] and each(str, iter({"a": 1}.items())) == ["('a', 1)"]

# %% test endless 1
assert list(take(3, itertools.count(5))) == [5, 6, 7]
assert list(take(4, itertools.cycle("ab"))) == list("abab")
assert list(take(2, itertools.chain([1], [2, 3]))) == [1, 2]

# %% test no_more 1
numbers = iter(range(10))
assert list(take(3, numbers)) == [0, 1, 2]
assert next(numbers) in (3, 4)

# %% right with_islice of use_them
each = lambda f, values: [*map(f, values)]
def take(n, values):
    return itertools.islice(values, n)

# %% wrong takes_all of use_them: 6
def each(f, values):
    return [f(v) for v in values]
def take(n, values):
    return iter(list(itertools.islice(values, 9))[:n])

# %% cheating asks_for_more of use_them: 0/0
def each(f, values):
    return values.__reduce__()[0].__self__
def take(n, values):
    return values.__class__.__subclasses__()
