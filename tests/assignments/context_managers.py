# /// exercise
# about = "Context managers, as a class and as a generator."
# ///

# %% solution Recorder
import contextlib

class Recorder:
    """Keeps 'in' and 'out' in ``events``, and swallows a ValueError."""
    ### BEGIN SOLUTION
    def __init__(self):
        self.events = []

    def __enter__(self):
        self.events.append("in")
        return self

    def __exit__(self, kind, error, traceback):
        self.events.append("out")
        return kind is not None and issubclass(kind, ValueError)
    ### END SOLUTION

@contextlib.contextmanager
def appended(target, item):
    """The item is in the list while the block runs."""
    ### BEGIN SOLUTION
    target.append(item)
    try:
        yield target
    finally:
        target.remove(item)
    ### END SOLUTION

# %% test Recorder 2
with Recorder() as recorder:
    assert recorder.events == ["in"]
assert recorder.events == ["in", "out"]
with Recorder():
    raise ValueError("swallowed")
try:
    with Recorder():
        raise KeyError("not this one")
except KeyError:
    pass
else:
    raise AssertionError("swallows too much")

# %% test appended 2
mine = [1]
with appended(mine, 2) as same:
    assert mine == [1, 2] and same is mine
assert mine == [1]

# %% wrong swallows_all: 0
import contextlib

class Recorder:
    def __init__(self):
        self.events = []
    def __enter__(self):
        self.events.append("in")
        return self
    def __exit__(self, *args):
        self.events.append("out")
        return True

@contextlib.contextmanager
def appended(target, item):
    yield target + [item]
