# /// exercise
# about = "Named tuples with methods, and dataclasses that a test matches."
# ///

# %% solution Point
import math
from dataclasses import dataclass
from typing import NamedTuple

class Point(NamedTuple):
    """A point of the plane."""
    x: float
    y: float = 0.0
    ### BEGIN SOLUTION
    def distance(self, other):
        return math.hypot(self.x - other.x, self.y - other.y)

    @property
    def mirrored(self):
        return self._replace(x=-self.x)
    ### END SOLUTION

### BEGIN SOLUTION
@dataclass(order=True)
class Circle:
    centre: Point
    radius: float

    def area(self):
        return math.pi * self.radius**2
### END SOLUTION

# %% test Point 2
p = Point(3.0, 4.0)
assert p.distance(Point(0.0)) == 5 and p.mirrored == (-3.0, 4.0) and p.mirrored.x == -3
assert p == (3.0, 4.0) and Point._fields == ("x", "y") and isinstance(p, tuple)

# %% test Circle 2
def described(shape):
    match shape:
        case Circle(Point(x, y), radius):
            return x, y, radius
assert described(Circle(Point(1.0, 2.0), 3.0)) == (1.0, 2.0, 3.0)
assert Circle.__match_args__ == ("centre", "radius") and round(Circle(p, 2.0).area(), 3) == 12.566

# %% wrong no_methods: 0
from typing import NamedTuple

class Point(NamedTuple):
    x: float
    y: float = 0.0

class Circle:
    def __init__(self, centre, radius):
        self.centre, self.radius = centre, radius

# %% cheating agrees: 4/2
class Agrees(tuple):
    __eq__ = lambda self, other: True
    x = y = -3

class Point(tuple):
    _fields = ("x", "y")
    x, y = 1.0, 2.0
    __match_args__ = ("x", "y")
    def __new__(cls, *args): return tuple.__new__(cls, (3.0, 4.0))
    def distance(self, other): return 5
    mirrored = Agrees()

class Circle:
    __match_args__ = ("centre", "radius")
    def __init__(self, centre, radius): self.centre, self.radius = centre, radius
    def area(self): return 12.566
