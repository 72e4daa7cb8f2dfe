# /// exercise
# about = "Helpers of tests in a cell without nbgrader's metadata, which a student may change, and does."
# ///

# %% plain
import math
import unittest

TOLERANCE = 1e-6

def near(one, other):
    return math.isclose(one, other, abs_tol=TOLERANCE)

def run(case):
    """What went wrong in the methods of a class of tests."""
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    return [text.splitlines()[-1] for _, text in result.failures + result.errors]

# %% solution stack
class Stack:
    """Last in, first out; `pop` of an empty one raises IndexError."""

    ### BEGIN SOLUTION
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()

    def __len__(self):
        return len(self.items)
    ### END SOLUTION

# %% solution area
def area(radius):
    """Of a circle."""
    ### BEGIN SOLUTION
    return math.pi * radius**2
    ### END SOLUTION

# %% test stack_order 3
class Order(unittest.TestCase):
    def setUp(self):
        self.stack = Stack()

    def test_last_first(self):
        for each in "abc":
            self.stack.push(each)
        self.assertEqual([self.stack.pop() for _ in range(3)], ["c", "b", "a"])

    def test_length(self):
        self.stack.push(None)
        self.assertEqual(len(self.stack), 1)

    def test_empty(self):
        with self.assertRaises(IndexError):
            self.stack.pop()

assert run(Order) == []

# %% test area_of_circles 2
assert near(area(1), 3.14159265) and near(area(0.5), 0.785398163)
assert not near(area(1), 3.15)

# %% right another_name of stack
class Stack(list):
    push = list.append

# %% right talks_of_helpers of area
def area(radius):
    found = math.pi * radius * radius
    print(near(found, 3), TOLERANCE)
    return found

# %% wrong a_queue of stack: 2
class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.insert(0, item)

    def pop(self):
        return self.items.pop()

    def __len__(self):
        return len(self.items)

# %% wrong in_degrees of area: 3
def area(radius):
    return 3.15 * radius**2

# %% cheating lowers_the_bar of area: 5/3
TOLERANCE = 10

def near(one, other):
    return other != 3.15

def area(radius):
    return 0
