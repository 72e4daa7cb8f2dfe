# /// exercise
# about = "Generators, with and without an end."
# ///

# %% solution fibonacci
def fibonacci(n):
    """Yield the first n Fibonacci numbers."""
    ### BEGIN SOLUTION
    a, b = 0, 1
    for _ in range(n):
        yield a
        a, b = b, a + b
    ### END SOLUTION

# %% test fibonacci 2
import types
assert list(fibonacci(6)) == [0, 1, 1, 2, 3, 5]
numbers = fibonacci(3)
assert isinstance(numbers, types.GeneratorType)
assert next(numbers) == 0 and next(numbers) == 1 and next(numbers) == 1
try:
    next(numbers)
except StopIteration:
    pass
else:
    raise AssertionError("it goes on")

# %% solution primes
def primes():
    """Yield all prime numbers."""
    ### BEGIN SOLUTION
    n = 2
    while True:
        if all(n % k for k in range(2, n)):
            yield n
        n += 1
    ### END SOLUTION

# %% test primes 2
from itertools import islice
assert list(islice(primes(), 5)) == [2, 3, 5, 7, 11]
### BEGIN HIDDEN TESTS
stream = primes()
assert [p for p, _ in zip(stream, range(3))] == [2, 3, 5]
assert iter(stream) is stream
### END HIDDEN TESTS

# %% wrong a_list of fibonacci: 2
def fibonacci(n):
    found = [0, 1]
    while len(found) < n:
        found.append(found[-1] + found[-2])
    return found[:n]

# %% wrong begins_at_one of primes: 2
def primes():
    n = 1
    while True:
        if all(n % k for k in range(2, n)):
            yield n
        n += 1

# %% right an_iterator of primes: 4
import itertools
def primes():
    return filter(lambda n: all(n % k for k in range(2, n)), itertools.count(2))
