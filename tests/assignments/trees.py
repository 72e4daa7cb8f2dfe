# /// exercise
# about = "A recursive class: nodes that hold nodes."
# ///

# %% solution Node
class Node:
    """A node of a binary search tree."""
    ### BEGIN SOLUTION
    def __init__(self, value):
        self.value, self.left, self.right = value, None, None

    def insert(self, value):
        side = "left" if value < self.value else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Node(value))
        else:
            child.insert(value)

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right

    def depth(self):
        return 1 + max((child.depth() for child in (self.left, self.right) if child), default=0)
    ### END SOLUTION

# %% test Node 2
root = Node(5)
for value in (2, 8, 1, 9):
    root.insert(value)
assert list(root) == [1, 2, 5, 8, 9]
assert root.left.value == 2 and root.left.left.value == 1 and root.left.right is None
assert root.depth() == 3

# %% test Node_by_hand 1
mine = Node(1)
mine.right = Node(3)
mine.right.left = Node(2)
assert list(mine) == [1, 2, 3] and mine.depth() == 3

# %% wrong unsorted: 1
class Node:
    def __init__(self, value):
        self.value, self.left, self.right = value, None, None
    def insert(self, value):
        if self.left is None:
            self.left = Node(value)
        else:
            self.left.insert(value)
    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right
    def depth(self):
        return 1 + max((child.depth() for child in (self.left, self.right) if child), default=0)
