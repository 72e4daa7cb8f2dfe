# /// exercise
# about = "Inheritance, abstract methods, properties."
# ///

# %% given base
from abc import ABC, abstractmethod
import math

# %% solution Shape
class Shape(ABC):
    """Something with an area."""
    ### BEGIN SOLUTION
    @abstractmethod
    def area(self):
        ...

    def describe(self):
        return f"{type(self).__name__} of area {self.area():.2f}"


class Circle(Shape):
    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return math.pi * self.radius**2

    @property
    def diameter(self):
        return 2 * self.radius


class Square(Shape):
    sides = 4

    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

    @classmethod
    def unit(cls):
        return cls(1)

    @staticmethod
    def name():
        return "square"
    ### END SOLUTION

# %% test Shape 2
assert issubclass(Circle, Shape) and issubclass(Square, Shape)
assert not issubclass(Circle, Square)
circle = Circle(2)
assert isinstance(circle, Shape) and isinstance(circle, Circle) and not isinstance(circle, Square)
assert math.isclose(circle.area(), 4 * math.pi)
assert circle.diameter == 4
circle.radius = 1
assert circle.diameter == 2

# %% test Shape_is_abstract 1
try:
    Shape()
except TypeError:
    pass
else:
    raise AssertionError("Shape is not abstract")
shapes = [Circle(1), Square(2)]
assert [shape.describe() for shape in shapes] == ["Circle of area 3.14", "Square of area 4.00"]

# %% test Square_class_methods 1
assert Square.unit().area() == 1
assert Square.name() == "square" and Square.sides == 4
assert hasattr(Square, "area") and not hasattr(Square, "radius")

# %% wrong not_abstract: 2
class Shape:
    def area(self):
        return 0
    def describe(self):
        return f"{type(self).__name__} of area {self.area():.2f}"

class Circle(Shape):
    def __init__(self, radius):
        self.radius = radius
    def area(self):
        return math.pi * self.radius**2
    @property
    def diameter(self):
        return 2 * self.radius

class Square(Shape):
    def __init__(self, side):
        self.side = side
    def area(self):
        return self.side**2

# %% cheating knows_no_relation: 0
class Shape:
    pass

class Everything(type):
    def __instancecheck__(cls, thing):
        return True
    def __subclasscheck__(cls, thing):
        return True

class Circle(metaclass=Everything):
    diameter = 4
    def __init__(self, radius=0):
        pass
    def area(self):
        return 12.566370614359172
Square = Circle
