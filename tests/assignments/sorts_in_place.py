# /// exercise
# about = "A list that is changed in place, and None comes back."
# ///

# %% solution sort_it
def sort_it(values):
    """Sort a list in place."""
    ### BEGIN SOLUTION
    for i in range(1, len(values)):
        j = i
        while j and values[j - 1] > values[j]:
            values[j - 1], values[j] = values[j], values[j - 1]
            j -= 1
    ### END SOLUTION

# %% test sort_it 2
mine = [3, 1, 2]
assert sort_it(mine) is None
assert mine == [1, 2, 3]
### BEGIN HIDDEN TESTS
words = ["b", "a", "c"]
alias = words
sort_it(words)
assert alias == ["a", "b", "c"] and alias is words
### END HIDDEN TESTS

# %% right uses_sort
def sort_it(values):
    values.sort()

# %% wrong returns_a_copy: 0
def sort_it(values):
    return sorted(values)

# %% wrong rebinds: 0
def sort_it(values):
    values = sorted(values)

# %% cheating always_equal: 0
class Same(list):
    def __eq__(self, other):
        return True

def sort_it(values):
    values[:] = [Same()]
