# /// exercise
# about = "A function that a test puts another in the place of, takes away and puts back, and the test behind it."
# ///

# %% solution cubes
import matplotlib.pyplot as plt

def cubes(n):
    ### BEGIN SOLUTION
    return [i**3 for i in range(1, n + 1)]
    ### END SOLUTION

def mean_of_cubes(n):
    """By `cubes`."""
    ### BEGIN SOLUTION
    found = cubes(n)
    return sum(found) / len(found)
    ### END SOLUTION

def drawn(n):
    """The means up to n, as a line in axes of its own, which are returned."""
    ### BEGIN SOLUTION
    axes = plt.figure().subplots()
    axes.plot(range(1, n + 1), [mean_of_cubes(i) for i in range(1, n + 1)])
    return axes
    ### END SOLUTION

# %% test mean_of_cubes 2
own, asked = cubes, []
def cubes(n):
    asked.append(n)
    return own(n)
assert mean_of_cubes(3) == 12 and asked == [3]
del cubes
try:
    mean_of_cubes(1)
except NameError:
    pass
else:
    raise AssertionError("mean_of_cubes does not use cubes")
finally:
    cubes = own

# %% test drawn 2
line, = drawn(3).get_lines()
assert list(line.get_ydata()) == [1, 4.5, 12]
plt.close("all")

# %% wrong by_itself: 2
import matplotlib.pyplot as plt

def cubes(n):
    return [i**3 for i in range(n)]

def mean_of_cubes(n):
    return sum(i**3 for i in range(1, n + 1)) / n

def drawn(n):
    axes = plt.figure().subplots()
    axes.plot(range(1, n + 1), [mean_of_cubes(i) for i in range(1, n + 1)])
    return axes
