# /// exercise
# about = "A container: length, iteration, membership, truth."
# ///

# %% solution Stack
class Stack:
    """Last in, first out."""
    ### BEGIN SOLUTION
    def __init__(self, items=()):
        self._items = list(items)

    def push(self, item):
        self._items.append(item)

    def pop(self):
        if not self._items:
            raise IndexError("pop from an empty stack")
        return self._items.pop()

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return reversed(self._items)

    def __contains__(self, item):
        return item in self._items
    ### END SOLUTION

# %% test Stack 2
stack = Stack()
stack.push(1)
stack.push("two")
assert len(stack) == 2
assert stack.pop() == "two" and stack.pop() == 1
assert not stack and len(stack) == 0
try:
    stack.pop()
    assert False, "no error"
except IndexError:
    pass

# %% test Stack_iteration 2
stack = Stack([1, 2, 3])
assert list(stack) == [3, 2, 1]
assert 2 in stack and 9 not in stack
assert [x * 2 for x in stack] == [6, 4, 2]
assert sum(stack) == 6 and max(stack) == 3
assert bool(stack) is True

# %% wrong first_in_first_out: 0
class Stack:
    def __init__(self, items=()):
        self._items = list(items)
    def push(self, item):
        self._items.append(item)
    def pop(self):
        return self._items.pop(0)
    def __len__(self):
        return len(self._items)

# %% wrong other_order: 2
class Stack:
    def __init__(self, items=()):
        self._items = list(items)
    def push(self, item):
        self._items.append(item)
    def pop(self):
        return self._items.pop()
    def __len__(self):
        return len(self._items)
    def __iter__(self):
        return iter(self._items)

# %% cheating a_list: 2/2
class Stack(list):
    def push(self, item):
        self.append(item)
