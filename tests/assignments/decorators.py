# /// exercise
# about = "Decorators of the student's around functions of the test's."
# ///

# %% solution twice
import functools

def twice(function):
    """Call the decorated function two times; the results come back as a tuple."""
    ### BEGIN SOLUTION
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs), function(*args, **kwargs)

    return wrapper
    ### END SOLUTION

# %% test twice 2
seen = []

@twice
def note(value, *, times=1):
    """Take note."""
    seen.append(value)
    return value * times

assert note("a", times=2) == ("aa", "aa")
assert seen == ["a", "a"]

# %% test twice_keeps_names 1
@twice
def note(value):
    """Take note."""

assert note.__name__ == "note"
assert note.__doc__ == "Take note."

# %% solution memo
def memo(function):
    """Remember results by argument."""
    ### BEGIN SOLUTION
    known = {}

    def wrapper(value):
        if value not in known:
            known[value] = function(value)
        return known[value]

    return wrapper
    ### END SOLUTION

# %% test memo 2
calls = 0

@memo
def slow(value):
    global calls
    calls += 1
    return value * value

assert [slow(2), slow(2), slow(3)] == [4, 4, 9]
assert calls == 2

# %% wrong once of twice: 2
def twice(function):
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)
        return result, result
    return wrapper

# %% wrong no_wraps of twice: 4
def twice(function):
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs), function(*args, **kwargs)
    return wrapper

# %% wrong forgets of memo: 3
def memo(function):
    return function
