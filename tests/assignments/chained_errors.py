# /// exercise
# about = "Errors that are raised from others, and a StopIteration that a test waits for."
# ///

# %% solution lookup
class Missing(Exception):
    """No such part."""

PARTS = {"bolt": 3}

def price(part):
    """The price of a part; a Missing, raised from the KeyError, where there is none."""
    ### BEGIN SOLUTION
    try:
        return PARTS[part]
    except KeyError as error:
        raise Missing(f"no {part}") from error
    ### END SOLUTION

def parsed(text):
    """The number that a text is; a ValueError that shows no other where it is none."""
    ### BEGIN SOLUTION
    try:
        return int(text)
    except ValueError:
        raise ValueError("not a number") from None
    ### END SOLUTION

# %% solution peekable
class Peekable:
    """An iterator that can be looked ahead of by one; both `peek` and `next` end with StopIteration."""
    def __init__(self, items):
        ### BEGIN SOLUTION
        self._items = iter(items)
        self._ahead = []
        ### END SOLUTION

    def peek(self):
        ### BEGIN SOLUTION
        if not self._ahead:
            self._ahead.append(next(self._items))
        return self._ahead[0]
        ### END SOLUTION

    def __iter__(self):
        return self

    def __next__(self):
        ### BEGIN SOLUTION
        return self._ahead.pop() if self._ahead else next(self._items)
        ### END SOLUTION

# %% test cause 2
assert price("bolt") == 3
try:
    price("nut")
except Missing as error:
    assert isinstance(error.__cause__, KeyError)
    assert error.__cause__.args == ("nut",)
    assert error.__suppress_context__
else:
    raise AssertionError("no error")

# %% test alone 2
assert parsed("12") == 12
try:
    parsed("a dozen")
except ValueError as error:
    assert error.__cause__ is None and error.__suppress_context__
    assert str(error) == "not a number"
else:
    raise AssertionError("no error")

# %% test peeks 2
it = Peekable([1, 2])
assert it.peek() == 1 and it.peek() == 1
assert list(it) == [1, 2]
try:
    it.peek()
except StopIteration:
    pass
else:
    raise AssertionError("there is nothing to look at")

# %% test ends 1
from unittest import TestCase
case = TestCase()
with case.assertRaises(StopIteration):
    next(Peekable([]))
with case.assertRaises(StopIteration):
    Peekable("").peek()

# %% right by_get of lookup
class Missing(LookupError):
    def __init__(self, part):
        super().__init__(part)
        self.__cause__ = KeyError(part)

PARTS = dict(bolt=3)

def price(part):
    if part not in PARTS:
        raise Missing(part)
    return PARTS.get(part)

def parsed(text):
    if not text.isdigit():
        error = ValueError("not a number")
        error.__suppress_context__ = True
        raise error
    return int(text)

# %% wrong without_from of lookup: 3
class Missing(Exception):
    pass

def price(part):
    try:
        return {"bolt": 3}[part]
    except KeyError:
        raise Missing(part)

def parsed(text):
    try:
        return int(text)
    except ValueError as error:
        raise ValueError("not a number") from error

# %% wrong from_another of lookup: 5
class Missing(Exception):
    pass

def price(part):
    if part != "bolt":
        raise Missing(part) from ValueError(part)
    return 3

def parsed(text):
    if text != "12":
        raise ValueError("not a number") from None
    return 12

# %% wrong gives_none of peekable: 4
class Peekable:
    def __init__(self, items):
        self.items = list(items)

    def peek(self):
        return self.items[0] if self.items else None

    def __iter__(self):
        return self

    def __next__(self):
        if not self.items:
            raise StopIteration
        return self.items.pop(0)

# %% cheating ends_early of peekable: 5/5
class Peekable:
    def __init__(self, items):
        self.items = items

    def peek(self):
        raise StopIteration

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration
