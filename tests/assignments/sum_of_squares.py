# /// exercise
# about = "nbgrader's quickstart: errors for bad arguments, and a function that must be used."
# ///

# %% solution squares
def squares(n):
    """Compute the squares of numbers from 1 to n."""
    ### BEGIN SOLUTION
    if n < 1:
        raise ValueError("n must be greater than or equal to 1")
    return [i**2 for i in range(1, n + 1)]
    ### END SOLUTION

# %% test squares 1
assert squares(1) == [1]
assert squares(10) == [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]

# %% test squares_invalid 1
try:
    squares(0)
except ValueError:
    pass
else:
    raise AssertionError("did not raise")

# %% solution sum_of_squares
def sum_of_squares(n):
    """Compute the sum of the squares of numbers from 1 to n."""
    ### BEGIN SOLUTION
    return sum(squares(n))
    ### END SOLUTION

# %% test sum_of_squares 1
assert sum_of_squares(10) == 385

# %% test sum_of_squares_uses_squares 1
original = squares
del squares
try:
    sum_of_squares(1)
except NameError:
    pass
else:
    raise AssertionError("sum_of_squares does not use squares")
finally:
    squares = original

# %% right other_way of sum_of_squares: 4
def sum_of_squares(n):
    total = 0
    for value in squares(n):
        total += value
    return total

# %% wrong by_itself of sum_of_squares: 3
def sum_of_squares(n):
    return sum(i * i for i in range(1, n + 1))

# %% wrong no_error of squares: 3
def squares(n):
    return [i**2 for i in range(1, n + 1)]

# %% cheating raises_anyway of sum_of_squares: 3/3
def sum_of_squares(n):
    raise NameError("squares")
