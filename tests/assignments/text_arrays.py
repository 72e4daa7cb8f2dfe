# /// exercise
# about = "NumPy arrays of text, of times and of records."
# ///

# %% given imports
import numpy as np

# %% solution longest
def longest(words):
    """The words of an array that have as many letters as the longest one."""
    ### BEGIN SOLUTION
    lengths = np.char.str_len(words)
    return words[lengths == lengths.max()]
    ### END SOLUTION

# %% test longest 1
np.testing.assert_array_equal(longest(np.array(["a", "bcd", "efg"])), ["bcd", "efg"])
assert longest(np.array(["x"])).dtype.kind == "U"

# %% solution records
def records(names, ages):
    """A structured array with the fields name and age."""
    ### BEGIN SOLUTION
    made = np.zeros(len(names), dtype=[("name", "U10"), ("age", "i4")])
    made["name"], made["age"] = names, ages
    return made
    ### END SOLUTION

# %% test records 1
found = records(["Ann", "Bob"], [3, 5])
assert found.dtype.names == ("name", "age")
assert found["age"].sum() == 8 and found[0]["name"] == "Ann"

# %% solution days
def days(first, n):
    """n days from the first one on, as datetime64."""
    ### BEGIN SOLUTION
    return np.datetime64(first) + np.arange(n)
    ### END SOLUTION

# %% test days 1
assert days("2024-02-28", 3)[-1] == np.datetime64("2024-03-01")
assert np.issubdtype(days("2024-02-28", 1).dtype, np.datetime64)

# %% wrong a_list of longest: 2
def longest(words):
    return [word for word in words.tolist() if len(word) == max(map(len, words))]

# %% wrong plain of records: 2
def records(names, ages):
    return np.array([names, ages]).T

# %% wrong texts of days: 2
def days(first, n):
    return np.array([first] * n)
