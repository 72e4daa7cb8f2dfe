# /// exercise
# about = "A student's descriptor in a class of the test's, and a metaclass by which a test knows its classes."
# ///

# %% solution positive
class Positive:
    """An attribute that is a positive number; anything else is a ValueError that has the attribute's name."""
    ### BEGIN SOLUTION
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        return self if instance is None else instance.__dict__[self.name]

    def __set__(self, instance, value):
        if not isinstance(value, (int, float)) or value <= 0:
            raise ValueError(f"{self.name} is not positive")
        instance.__dict__[self.name] = value
    ### END SOLUTION

# %% solution singleton
class Singleton(type):
    """The class of classes that make one object and no other."""
    ### BEGIN SOLUTION
    made = {}

    def __call__(cls, *args):
        if cls not in cls.made:
            cls.made[cls] = super().__call__(*args)
        return cls.made[cls]
    ### END SOLUTION

class Config(metaclass=Singleton):
    ### BEGIN SOLUTION
    def __init__(self, path="config"):
        self.path = path
    ### END SOLUTION

# %% test sets 2
class Box:
    width = Positive()
    height = Positive()

    def __init__(self, width, height):
        self.width, self.height = width, height

box = Box(2, 3)
assert (box.width, box.height) == (2, 3)
box.width = 5
assert box.width * box.height == 15
other = Box(1, 1)
assert (box.width, other.width) == (5, 1)

# %% test refuses 2
class Price:
    amount = Positive()

price = Price()
price.amount = 3
for bad in (0, -1, "x"):
    try:
        price.amount = bad
    except ValueError as error:
        assert "amount" in str(error)
    else:
        raise AssertionError(f"{bad!r} was taken")
assert price.amount == 3
assert isinstance(Price.amount, Positive)

# %% test singleton 2
assert Config("a") is Config("b")
assert Config().path == "a"

# %% test metaclass 2
assert type(Config) is Singleton
assert isinstance(Config, Singleton) and not isinstance(Positive, Singleton)

# %% right in_a_dict_of_its_own of positive
class Positive:
    def __set_name__(self, owner, name):
        self.name, self.values = name, {}

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return getattr(instance, "_" + self.name)

    def __set__(self, instance, value):
        try:
            good = value > 0
        except TypeError:
            good = False
        if not good:
            raise ValueError("no good: " + self.name)
        setattr(instance, "_" + self.name, value)

# %% right by_new of singleton
class Singleton(type):
    def __init__(cls, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cls._only = None

    def __call__(cls, *args, **kwargs):
        if cls._only is None:
            cls._only = type.__call__(cls, *args, **kwargs)
        return cls._only

class Config(metaclass=Singleton):
    def __init__(self, path="here"):
        self.path = path

# %% wrong takes_all of positive: 6
class Positive:
    def __set_name__(self, owner, name):
        self.name = name

    def __set__(self, instance, value):
        vars(instance)[self.name] = value

# %% wrong no_descriptor of positive: 6
class Positive:
    def check(self, value):
        if value <= 0:
            raise ValueError(value)

# %% wrong shared of positive: 4
class Positive:
    def __get__(self, instance, owner):
        return self.value

    def __set__(self, instance, value):
        self.value = value

# %% wrong by_a_base of singleton: 6
class Singleton:
    only = None

    def __new__(cls, *args):
        if cls.only is None:
            cls.only = super().__new__(cls)
        return cls.only

class Config(Singleton):
    def __init__(self, path="a"):
        self.path = "a"

# %% cheating equal_to_all of positive: 8/4
class Positive:
    def __get__(self, instance, owner):
        class Yes(int):
            def __eq__(self, other):
                return True
            def __mul__(self, other):
                return self
            __hash__ = int.__hash__
        return self if instance is None else Yes()

    def __set__(self, instance, value):
        if value in (0, -1, "x"):
            raise ValueError("amount")
