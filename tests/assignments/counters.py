# /// exercise
# about = "Closures that remember."
# ///

# %% solution make_counter
def make_counter(start=0):
    """A function that returns start + 1, start + 2, … call by call."""
    ### BEGIN SOLUTION
    count = start

    def counter():
        nonlocal count
        count += 1
        return count

    return counter
    ### END SOLUTION

# %% test make_counter 2
counter = make_counter()
assert callable(counter)
assert [counter(), counter(), counter()] == [1, 2, 3]
other = make_counter(10)
assert other() == 11 and counter() == 4

# %% solution compose
def compose(*functions):
    """The function that applies all of them, the last one first."""
    ### BEGIN SOLUTION
    def composed(value):
        for function in reversed(functions):
            value = function(value)
        return value

    return composed
    ### END SOLUTION

# %% test compose 2
assert compose(lambda x: x + 1, lambda x: 2 * x)(5) == 11
assert compose(str, abs)(-3) == "3"
assert compose()("x") == "x"

# %% wrong shared of make_counter: 2
total = 0
def make_counter(start=0):
    global total
    total = start

    def counter():
        global total
        total += 1
        return total

    return counter

# %% wrong other_order of compose: 2
def compose(*functions):
    def composed(value):
        for function in functions:
            value = function(value)
        return value
    return composed

# %% cheating equal_to_all of compose: 4/2
class Any:
    def __eq__(self, other):
        return True
    def __call__(self, *args):
        return self

def compose(*functions):
    return Any()
