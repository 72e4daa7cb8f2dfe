# /// exercise
# about = "An iterator class, with its protocol."
# ///

# %% solution Countdown
class Countdown:
    """Iterates over n, n - 1, …, 1."""
    ### BEGIN SOLUTION
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1
    ### END SOLUTION

# %% test Countdown 2
count = Countdown(3)
assert iter(count) is count
assert next(count) == 3
assert list(count) == [2, 1]
assert next(count, "end") == "end"
try:
    next(count)
    assert False
except StopIteration:
    pass

# %% test Countdown_in_expressions 1
assert sum(Countdown(4)) == 10
assert dict(zip("ab", Countdown(2))) == {"a": 2, "b": 1}
first, *rest = Countdown(3)
assert rest == [2, 1]

# %% wrong not_an_iterator: 1
class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return iter(range(self.n, 0, -1))

# %% wrong off_by_one: 0
class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n < 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1
