# /// exercise
# about = "What Python's own tools say of classes and functions: copies, fields, code, properties, sources."
# ///

# %% given imports
import copy
import dataclasses
import inspect

# %% solution account
### BEGIN SOLUTION
@dataclasses.dataclass
class Account:
    owner: str
    balance: float = 0.0

    @property
    def empty(self):
        return self.balance == 0
### END SOLUTION

# %% test account_fields 1
assert dataclasses.is_dataclass(Account)
assert [each.name for each in dataclasses.fields(Account)] == ["owner", "balance"]
assert dataclasses.asdict(Account("a", 2.0)) == {"owner": "a", "balance": 2.0}

# %% test account_copies 1
one = Account("a", 1.0)
other = copy.deepcopy(one)
other.balance = 5.0
assert one.balance == 1.0 and other.balance == 5.0

# %% test account_property 1
assert isinstance(Account.empty, property)

# %% solution countdown
def countdown(n, step=1):
    ### BEGIN SOLUTION
    while n > 0:
        yield n
        n -= step
    ### END SOLUTION

# %% test countdown 1
assert inspect.isgeneratorfunction(countdown)
assert countdown.__code__.co_argcount == 2
assert list(countdown(5, 2)) == [5, 3, 1]
assert "yield" in inspect.getsource(countdown)

# %% solution celsius
class Celsius:
    ### BEGIN SOLUTION
    def __init__(self, degrees):
        self.degrees = degrees

    @classmethod
    def of_fahrenheit(cls, degrees):
        return cls((degrees - 32) / 1.8)

    def warmer(self, by=1):
        return type(self)(self.degrees + by)
    ### END SOLUTION

# %% test celsius_methods 2
assert inspect.ismethod(Celsius.of_fahrenheit), "make it a class method"
day = Celsius.of_fahrenheit(50)
assert inspect.ismethod(day.warmer) and not inspect.ismethod(Celsius.warmer)
assert day.warmer.__self__ is day and day.warmer.__func__(day, 2).degrees == 12
assert str(inspect.signature(day.warmer)) == "(by=1)"
assert "self" in inspect.getsource(day.warmer)

# %% right as_a_function of celsius
def of_fahrenheit(kind, degrees):
    return kind((degrees - 32) * 5 / 9)

class Celsius:
    of_fahrenheit = classmethod(of_fahrenheit)

    def __init__(self, degrees):
        self.degrees = degrees

    def warmer(self, by=1):
        return Celsius(self.degrees + by)

# %% wrong static of celsius: 4
class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees

    @staticmethod
    def of_fahrenheit(degrees):
        return Celsius((degrees - 32) / 1.8)

    def warmer(self, by=1):
        return Celsius(self.degrees + by)

# %% wrong by_hand of account: 4
class Account:
    def __init__(self, owner, balance=0.0):
        self.owner, self.balance = owner, balance

    def empty(self):
        return self.balance == 0

# %% wrong as_list of countdown: 5
def countdown(n, step=1):
    return list(range(n, 0, -step))

# %% cheating no_copy of account: 5/5
class Account:
    balances = {}
    def __init__(self, owner, balance=0.0):
        self.owner = owner

    def __deepcopy__(self, memo):
        return Other()

    @property
    def empty(self):
        return True

class Other:
    balance = 5.0

Account.balance = 1.0
Account.__dataclass_fields__ = dataclasses.make_dataclass("_", [("owner", str), ("balance", float)]).__dataclass_fields__
