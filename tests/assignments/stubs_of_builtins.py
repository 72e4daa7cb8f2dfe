# /// exercise
# about = "Python's own functions that a test puts something in the place of."
# ///

# %% solution sorts
def ordered(values):
    ### BEGIN SOLUTION
    values = list(values)
    for i in range(len(values)):
        for j in range(len(values) - 1):
            if values[j + 1] < values[j]:
                values[j], values[j + 1] = values[j + 1], values[j]
    return values
    ### END SOLUTION

def shout(text):
    ### BEGIN SOLUTION
    print(text.upper())
    ### END SOLUTION

def each(f, values):
    ### BEGIN SOLUTION
    return [f(v) for v in values]
    ### END SOLUTION

# %% test no_sorted 1
from unittest import mock
with mock.patch("builtins.sorted", side_effect=AssertionError("no sorted")) as s:
    assert ordered([3, 1, 2]) == [1, 2, 3]
assert not s.called
assert sorted([2, 1]) == [1, 2]

# %% test by_hand 1
import builtins
kept = builtins.max, builtins.sum
def forbidden(*a, **k):
    raise AssertionError("forbidden")
builtins.max = builtins.sum = forbidden
try:
    assert ordered([2, 1]) == [1, 2]
finally:
    builtins.max, builtins.sum = kept

# %% test printed 1
with mock.patch("builtins.print") as p:
    shout("a")
p.assert_called_once_with("A")

# %% test in_callback 1
with mock.patch("builtins.sorted", return_value="stub"):
    assert each(lambda v: sorted([v]), [1]) == ["stub"]
    assert ordered([2, 1]) == [1, 2]

# %% right by_insertion of sorts
def ordered(values):
    out = []
    for v in values:
        i = 0
        while i < len(out) and out[i] < v:
            i += 1
        out.insert(i, v)
    return out
def shout(text):
    print(text.upper())
def each(f, values):
    return list(map(f, values))

# %% wrong sorts_with_sorted of sorts: 1
def ordered(values):
    return sorted(values)
def shout(text):
    import sys
    sys.stdout.write(text)
def each(f, values):
    return [[v] for v in values]
