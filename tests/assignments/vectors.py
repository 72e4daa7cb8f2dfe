# /// exercise
# about = "A class with operators, equality and a representation."
# ///

# %% solution Vector
class Vector:
    """A vector in the plane."""
    ### BEGIN SOLUTION
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, number):
        return Vector(self.x * number, self.y * number)

    __rmul__ = __mul__

    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"

    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __getitem__(self, place):
        return (self.x, self.y)[place]

    def __neg__(self):
        return Vector(-self.x, -self.y)
    ### END SOLUTION

# %% test Vector_parts 1
v = Vector(3, 4)
assert v.x == 3 and v.y == 4
assert type(v).__name__ == "Vector" and isinstance(v, Vector)

# %% test Vector_operators 2
v, w = Vector(1, 2), Vector(3, 5)
assert (v + w).x == 4 and (v + w).y == 7
assert v + w == Vector(4, 7)
assert 2 * v == v * 2 == Vector(2, 4)
assert -v == Vector(-1, -2)
assert v != w

# %% test Vector_more 1
assert abs(Vector(3, 4)) == 5
assert repr(Vector(1, 2)) == "Vector(1, 2)" == str(Vector(1, 2))
assert Vector(7, 8)[1] == 8
assert list(Vector(7, 8)) == [7, 8]

# %% right named_differently
class Vector:
    def __init__(self, a, b):
        self._parts = [a, b]
    @property
    def x(self):
        return self._parts[0]
    @property
    def y(self):
        return self._parts[1]
    def __add__(self, other):
        return type(self)(*(a + b for a, b in zip(self, other)))
    def __mul__(self, number):
        return type(self)(*(a * number for a in self))
    def __rmul__(self, number):
        return self * number
    def __neg__(self):
        return self * -1
    def __eq__(self, other):
        return list(self) == list(other)
    def __hash__(self):
        return hash(tuple(self))
    def __iter__(self):
        return iter(self._parts)
    def __getitem__(self, place):
        return self._parts[place]
    def __repr__(self):
        return f"Vector({self.x}, {self.y})"
    def __abs__(self):
        return sum(a * a for a in self) ** 0.5

# %% wrong no_equality: 2
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)
    def __mul__(self, number):
        return Vector(self.x * number, self.y * number)
    __rmul__ = __mul__
    def __neg__(self):
        return Vector(-self.x, -self.y)
    def __repr__(self):
        return f"Vector({self.x}, {self.y})"
    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5
    def __getitem__(self, place):
        return (self.x, self.y)[place]

# %% wrong wrong_sum: 2
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __add__(self, other):
        return Vector(self.x + other.x, self.y)
    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)
    def __repr__(self):
        return f"Vector({self.x}, {self.y})"
    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5
    def __getitem__(self, place):
        return (self.x, self.y)[place]

# %% cheating equal_to_all: 1/1
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return True
