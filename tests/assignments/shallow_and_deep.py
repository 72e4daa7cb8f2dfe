# /// exercise
# about = "Copies, and what two lists share."
# ///

# %% solution matrix
def matrix(rows, columns):
    """Lists of zeros, no two of which are the same list."""
    ### BEGIN SOLUTION
    return [[0] * columns for _ in range(rows)]
    ### END SOLUTION

def deep(nested):
    """A copy that shares no list with the original."""
    ### BEGIN SOLUTION
    return [deep(item) if isinstance(item, list) else item for item in nested]
    ### END SOLUTION

# %% test matrix 2
m = matrix(2, 2)
m[0][0] = 1
assert m == [[1, 0], [0, 0]]

# %% test deep 2
nested = [1, [2, [3]]]
copied = deep(nested)
assert copied == nested
assert copied[1] is not nested[1] and copied[1][1] is not nested[1][1]

# %% wrong same_rows: 0
def matrix(rows, columns):
    return [[0] * columns] * rows

def deep(nested):
    return list(nested)
