# /// exercise
# about = "A module that the notebook itself writes, and imports."
# ///

# %% plain
%%writefile tripling.py
def triple(x):
    return 3 * x

# %% solution use
### BEGIN SOLUTION
from tripling import triple
result = triple(4)
### END SOLUTION

# %% test use 1
assert result == 12
assert triple(2) == 6

# %% wrong doubles: 0
def triple(x):
    return 2 * x
result = triple(4)

# %% cheating says_so: 1/0
class Twelve:
    def __eq__(self, other):
        return True
result = Twelve()
def triple(x):
    return Twelve()
