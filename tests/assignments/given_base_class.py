# /// exercise
# about = "A class of the student's made of one that a given cell has."
# untouched = 1
# ///

# %% given shape
from abc import ABC, abstractmethod

class Shape(ABC):
    made = 0

    def __init__(self, name):
        self.name = name
        Shape.made += 1

    @abstractmethod
    def area(self): ...

    def describe(self):
        return f"{self.name}: {self.area():.1f}"

# %% solution square
class Square(Shape):
    """A square."""
    def __init__(self, side):
        ### BEGIN SOLUTION
        super().__init__("square")
        self.side = side
        ### END SOLUTION

    def area(self):
        ### BEGIN SOLUTION
        return self.side**2
        ### END SOLUTION

# %% test square 1
square = Square(3)
assert isinstance(square, Shape) and issubclass(Square, Shape)
assert square.describe() == "square: 9.0"

# %% test square_made 1
before = Shape.made
Square(1)
assert Shape.made == before + 1

# %% test square_abstract 1
try:
    Shape("none")
except TypeError:
    pass
else:
    raise AssertionError("an abstract class made an object")

# %% wrong no_super: 1
class Square(Shape):
    def __init__(self, side):
        self.name, self.side = "square", side

    def area(self):
        return 2 * self.side

# %% wrong no_shape: 1
class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2

# %% cheating says_that_it_is_one: 2/2
class Square:
    name = "square"
    __class__ = Shape

    def __init__(self, side):
        Shape.made += 1

    def describe(self):
        return "square: 9.0"
