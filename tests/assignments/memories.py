# /// exercise
# about = "Memory across calls: a default argument, an attribute of a function, a cache."
# ///

# %% solution collect
def collect(item, into=None):
    """A list with the item at its end: the one that is given, or a new one."""
    ### BEGIN SOLUTION
    into = [] if into is None else into
    into.append(item)
    return into
    ### END SOLUTION

# %% test collect 2
assert collect(1) == [1]
assert collect(2) == [2], "a default is made once"
mine = [0]
assert collect(1, mine) is mine and mine == [0, 1]
first = collect("a")
second = collect("b")
assert first == ["a"] and first is not second

# %% solution fib
from functools import lru_cache

@lru_cache(maxsize=None)
def fib(n):
    ### BEGIN SOLUTION
    return n if n < 2 else fib(n - 1) + fib(n - 2)
    ### END SOLUTION

# %% test fib 1
assert fib(60) == 1548008755920
assert fib.cache_info().misses >= 60

# %% wrong default_is_made_once of collect: 1
def collect(item, into=[]):
    into.append(item)
    return into

# %% wrong no_cache of fib: 2
def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a
