# /// exercise
# about = "Classes of the test's made of the student's, abstract ones too, and handed over to the student's code."
# ///

# %% given imports
from abc import ABC, abstractmethod

# %% solution animal
class Animal:
    """Says its name and its sound, which a subclass has."""
    def __init__(self, name):
        ### BEGIN SOLUTION
        self.name = name
        ### END SOLUTION

    def speak(self):
        ### BEGIN SOLUTION
        return f"{self.name} says {self.sound()}"
        ### END SOLUTION

# %% solution shapes
class Shape(ABC):
    """Has an area, by which it is compared; a subclass must say which."""
    ### BEGIN SOLUTION
    @abstractmethod
    def area(self):
        """Return the area."""

    def __lt__(self, other):
        return self.area() < other.area()

    def __repr__(self):
        return f"{type(self).__name__}({self.area()})"
    ### END SOLUTION

def largest(shapes):
    ### BEGIN SOLUTION
    return sorted(shapes)[-1]
    ### END SOLUTION

# %% test animal 1
class Cat(Animal):
    def sound(self):
        return "meow"
assert Cat("Tom").speak() == "Tom says meow"

# %% test inherits 1
class Loud(Animal):
    def __init__(self, name, times=2):
        super().__init__(name)
        self.times = times

    def sound(self):
        return "woof" * self.times

    def speak(self):
        return super().speak().upper()

class Louder(Loud):
    def __init__(self, name):
        super().__init__(name, times=3)

rex = Louder("Rex")
assert isinstance(rex, Animal) and not isinstance(Cat("Tom"), Loud)
assert rex.speak() == "REX SAYS WOOFWOOFWOOF"
assert (rex.name, rex.times) == ("Rex", 3)

# %% test abstract 2
class Nothing(Shape):
    pass

for kind in (Shape, Nothing):
    try:
        kind()
    except TypeError:
        pass
    else:
        raise AssertionError("an abstract shape was made")

# %% test areas 2
class Square(Shape):
    sides = 4

    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side ** 2

class Blob(Shape):
    def area(self):
        return 10

shapes = [Square(2), Blob(), Square(3)]
assert largest(shapes) is shapes[1]
assert repr(shapes[1]) == "Blob(10)"
assert Square(1) < Square(2) and not Blob() < Square(3)
assert [shape.area() for shape in sorted(shapes)] == [4, 9, 10]

# %% right other_words of animal
class Animal:
    def __init__(self, name):
        self.__dict__["name"] = name

    def speak(self):
        return " says ".join([self.name, type(self).sound(self)])

# %% right by_max of shapes
class Shape(ABC):
    @property
    def _key(self):
        return self.area()

    @abstractmethod
    def area(self): ...

    def __lt__(self, other):
        return other._key > self._key

    def __gt__(self, other):
        return self._key > other._key

    def __repr__(self):
        return "{}({})".format(self.__class__.__name__, self.area())

def largest(shapes):
    return max(shapes)

# %% wrong no_sound of animal: 4
class Animal:
    def __init__(self, name):
        self.name = name

    def speak(self):
        return self.name

# %% wrong not_abstract of shapes: 2
class Shape:
    def area(self):
        return 0

def largest(shapes):
    return shapes[0]

# %% cheating undoes_methods of shapes: 6/4
class Yes(int):
    def __eq__(self, other):
        return True
    __hash__ = int.__hash__

class Shape(ABC):
    @abstractmethod
    def area(self): ...

    def __init_subclass__(cls):
        if "area" in cls.__dict__:
            cls.area = lambda self: Yes()

    def __lt__(self, other):
        return type(self).__name__ == "Square"

    def __repr__(self):
        return "Blob(10)"

def largest(shapes):
    return shapes[1]

# %% cheating equal_to_all of animal: 6/4
class Animal:
    def __init__(self, name):
        self.name = name

    def speak(self):
        class Yes(str):
            def __eq__(self, other):
                return True
            __hash__ = str.__hash__
            def upper(self):
                return self
        return Yes(self.name)
