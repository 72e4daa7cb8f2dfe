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

# %% test memo_of_a_recursion 1
@memo
def steps(number):
    return 0 if number == 0 else 1 + steps(number - 1)

assert steps(150) == 150

# %% test memo_of_a_recursion_without_end 1
@memo
def more(number):
    return more(number + 1)

try:
    more(0)
except RecursionError:
    pass
else:
    raise AssertionError("a recursion without an end has one")

# %% wrong once of twice: 4
def twice(function):
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)
        return result, result
    return wrapper

# %% wrong no_wraps of twice: 6
def twice(function):
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs), function(*args, **kwargs)
    return wrapper

# %% wrong forgets of memo: 5
def memo(function):
    return function
