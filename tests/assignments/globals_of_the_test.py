# /// exercise
# about = "Global names that a test sets, and a function that sets one."
# ///

# %% plain
rate = 2

# %% solution scaled
def scaled(value):
    """The value times the global ``rate``."""
    ### BEGIN SOLUTION
    return value * rate
    ### END SOLUTION

# %% test scaled 2
rate = 3
assert scaled(5) == 15
rate = 10
assert scaled(5) == 50

# %% solution remember
last = None

def remember(value):
    """Keep the value in the global ``last``."""
    ### BEGIN SOLUTION
    global last
    last = value
    ### END SOLUTION

# %% test remember 1
remember(7)
assert last == 7

# %% wrong fixed of scaled: 1
def scaled(value):
    return value * 2

# %% wrong local of remember: 2
last = None
def remember(value):
    last = value
