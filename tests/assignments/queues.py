# /// exercise
# about = "A deque that is changed in place, and an OrderedDict."
# ///

# %% given imports
from collections import OrderedDict, defaultdict, deque

# %% solution rotate
def rotate(queue, n):
    """Move the first n items to the end, in place."""
    ### BEGIN SOLUTION
    for _ in range(n):
        queue.append(queue.popleft())
    ### END SOLUTION

def grouped(pairs):
    """A defaultdict of lists."""
    ### BEGIN SOLUTION
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
    ### END SOLUTION

# %% test rotate 2
queue = deque([1, 2, 3])
rotate(queue, 1)
assert queue == deque([2, 3, 1]) and queue.maxlen is None

# %% test grouped 1
found = grouped([("a", 1), ("b", 2), ("a", 3)])
assert found == {"a": [1, 3], "b": [2]}
assert found["new"] == []

# %% wrong a_new_one: 1
def rotate(queue, n):
    queue = deque([*queue][n:] + [*queue][:n])

def grouped(pairs):
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found

# %% wrong plain_dict: 2
def rotate(queue, n):
    queue.rotate(-n)

def grouped(pairs):
    found = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
