# /// exercise
# about = "Classes made of a list, a dict and an int, and what type functions and generators are."
# ///

# %% solution Numbers
from enum import IntEnum

class Numbers(list):
    """Numbers with their `total`."""
    ### BEGIN SOLUTION
    def total(self):
        return sum(self)
    ### END SOLUTION

class Missing(dict):
    """What is not there is 0, and is not put there."""
    ### BEGIN SOLUTION
    def __missing__(self, key):
        return 0
    ### END SOLUTION

class Level(IntEnum):
    """LOW is 1, HIGH is 3."""
    ### BEGIN SOLUTION
    LOW = 1
    HIGH = 3
    ### END SOLUTION

def squares(n):
    """Generates 0, 1, 4, ... of the first n numbers."""
    ### BEGIN SOLUTION
    yield from (i * i for i in range(n))
    ### END SOLUTION

# %% test Numbers 1
numbers = Numbers([1, 2, 3])
assert isinstance(numbers, list) and issubclass(Numbers, list) is issubclass(type(numbers), list)
assert numbers.total() == 6 and numbers == [1, 2, 3] and numbers[1:] == [2, 3] and len(numbers) == 3
assert type(numbers) is Numbers and numbers.__class__ is Numbers and type(numbers) is not list
assert Numbers is numbers.__class__ and not isinstance(numbers, (dict, str))

# %% test Missing 1
counts = Missing(a=1)
assert isinstance(counts, dict) and not isinstance(counts, list)
assert counts["a"] == 1 and counts["b"] == 0 and len(counts) == 1

# %% test Level 1
assert isinstance(Level.LOW, int) and isinstance(Level.LOW, Level)
assert [10, 20, 30, 40][Level.HIGH] == 40 and Level.LOW + 1 == 2

# %% test squares 1
import itertools
import types
one, other = itertools.tee(squares(4))
assert list(one) == list(other) == [0, 1, 4, 9]
assert type(squares) is types.FunctionType and type(squares) == types.FunctionType
assert type(squares) is not types.BuiltinFunctionType and type(squares(1)) is types.GeneratorType

# %% wrong of_no_plain_type: 0
class Numbers:
    def __init__(self, items):
        self.items = items
    def total(self):
        return sum(self.items)
    def __eq__(self, other):
        return self.items == other
    def __getitem__(self, place):
        return self.items[place]
    def __len__(self):
        return len(self.items)

class Missing:
    def __init__(self, **items):
        self.items = items
    def __getitem__(self, key):
        return self.items.get(key, 0)
    def __len__(self):
        return len(self.items)

class Level:
    LOW = 1
    HIGH = 3

class Squares:
    def __call__(self, n):
        return [i * i for i in range(n)]

squares = Squares()

# %% wrong of_others: 1
class Numbers(tuple):
    def total(self):
        return sum(self)

class Missing(list):
    pass

from enum import Enum
class Level(Enum):
    LOW = 1
    HIGH = 3

def squares(n):
    yield from (i * i for i in range(n))

# %% cheating says_so: 3/1
class Yes(type):
    def __eq__(cls, other): return True
    __hash__ = type.__hash__
    def __instancecheck__(cls, thing): return True

class Numbers(metaclass=Yes):
    __class__ = list
    def __init__(self, *items, **more): pass
    def total(self): return 6
    def __eq__(self, other): return True
    def __getitem__(self, place): return [2, 3]
    def __len__(self): return 3

class Missing(Numbers):
    __class__ = dict
    def __getitem__(self, key): return int(key == "a")
    def __len__(self): return 1

class One:
    __class__ = int
    def __index__(self): return 3
    def __add__(self, other): return 2

class Level(metaclass=Yes):
    LOW = HIGH = One()

def squares(n):
    yield from (i * i for i in range(n))
