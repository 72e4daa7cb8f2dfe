# /// exercise
# about = "A new list comes back, and the argument stays as it was."
# ///

# %% solution without_negatives
def without_negatives(values):
    ### BEGIN SOLUTION
    return [value for value in values if value >= 0]
    ### END SOLUTION

# %% test without_negatives 1
assert without_negatives([1, -2, 3]) == [1, 3]

# %% test argument_stays 2
given = [1, -2, 3]
result = without_negatives(given)
assert given == [1, -2, 3], "the argument was changed"
whole = [1, 2]
assert without_negatives(whole) is not whole, "a new list, please"

# %% wrong changes_it: 1
def without_negatives(values):
    for value in list(values):
        if value < 0:
            values.remove(value)
    return values

# %% wrong same_list: 1
def without_negatives(values):
    if all(value >= 0 for value in values):
        return values
    return [value for value in values if value >= 0]

# %% cheating constant: 3/3
class Same(list):
    def __eq__(self, other):
        return True

def without_negatives(values):
    return Same([1, 3])
