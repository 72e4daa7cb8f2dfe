# /// exercise
# about = "A dataclass, frozen, with defaults and order."
# ///

# %% solution Point
from dataclasses import dataclass, field

### BEGIN SOLUTION
@dataclass(frozen=True, order=True)
class Point:
    x: float
    y: float = 0.0
    tags: list = field(default_factory=list, compare=False)
### END SOLUTION

# %% test Point 2
p = Point(1.0, 2.0)
assert p == Point(1.0, 2.0) and p != Point(2.0, 1.0)
assert Point(5.0).y == 0.0
assert repr(Point(1, 2)) == "Point(x=1, y=2, tags=[])"
assert Point(1, 2) < Point(2, 0)
assert sorted([Point(3), Point(1), Point(2)])[0].x == 1

# %% test Point_is_frozen 1
try:
    Point(1, 2).x = 5
except AttributeError:
    pass
else:
    raise AssertionError("it can be changed")
assert Point(1).tags is not Point(1).tags

# %% wrong not_frozen: 2
from dataclasses import dataclass, field
@dataclass(order=True)
class Point:
    x: float
    y: float = 0.0
    tags: list = field(default_factory=list, compare=False)

# %% wrong plain_class: 0
class Point:
    def __init__(self, x, y=0.0):
        self.x, self.y = x, y
