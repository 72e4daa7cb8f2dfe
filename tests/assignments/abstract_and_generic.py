# /// exercise
# about = "Abstract and generic classes, what a class has of its own, asynchronous iteration and generators that are sent to."
# ///

# %% given imports
import abc
import asyncio
import inspect
import typing
T = typing.TypeVar("T")

# %% solution classes
class Shape(abc.ABC):
    ### BEGIN SOLUTION
    @abc.abstractmethod
    def area(self) -> float: ...

    @abc.abstractmethod
    def name(self) -> str: ...
    ### END SOLUTION

class Stack(typing.Generic[T]):
    """A stack."""
    ### BEGIN SOLUTION
    size: int = 0

    def __init__(self):
        self._items = []

    def push(self, item: T) -> None:
        self._items.append(item)

    def pop(self) -> T:
        return self._items.pop()
    ### END SOLUTION

# %% solution flows
class Ticker:
    """Asynchronously 0, 1, …, n - 1; an asynchronous context manager that remembers that it was closed."""
    ### BEGIN SOLUTION
    closed = False

    def __init__(self, n):
        self.n, self.at = n, 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep(0)
        if self.at >= self.n:
            raise StopAsyncIteration
        self.at += 1
        return self.at - 1

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        self.closed = True
    ### END SOLUTION

async def countdown(n):
    ### BEGIN SOLUTION
    while n:
        yield n
        n -= 1
    ### END SOLUTION

def total():
    """Is sent numbers, gives their sum so far; ends with it when it is sent None."""
    ### BEGIN SOLUTION
    so_far = 0
    while (x := (yield so_far)) is not None:
        so_far += x
    return so_far
    ### END SOLUTION

# %% test abstract 2
assert inspect.isabstract(Shape)
assert Shape.__abstractmethods__ == {"area", "name"}
try:
    Shape()
    raise RuntimeError("Shape is abstract")
except TypeError:
    pass

# %% test generic 2
s = Stack[int]()
s.push(3)
assert s.pop() == 3
assert Stack.__annotations__ == {"size": int}
assert "push" in Stack.__dict__ and "area" not in vars(Stack)

# %% test asynchronous 2
assert [i async for i in Ticker(3)] == [0, 1, 2]
assert [i async for i in countdown(2)] == [2, 1]
async with Ticker(1) as t:
    assert not t.closed
assert t.closed

# %% test sent 2
run = total()
assert next(run) == 0 and run.send(5) == 5 and run.send(1) == 6
try:
    run.send(None)
    assert False
except StopIteration as end:
    assert end.value == 6
def outer():
    return (yield from total())
run = outer()
next(run)
run.send(2)
try:
    run.send(None)
    assert False
except StopIteration as end:
    assert end.value == 2

# %% wrong concrete of classes: 4
class Shape:
    def area(self):
        raise NotImplementedError
    def name(self):
        raise NotImplementedError
class Stack(list):
    push = list.append
    area = None

# %% wrong at_once of flows: 4
class Ticker:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return iter(range(self.n))
def countdown(n):
    yield from range(n, 0, -1)
def total():
    so_far = 0
    while True:
        so_far += (yield so_far) or 0

# %% right other_ways of flows
class Ticker:
    def __init__(self, n):
        self.n = n
        self.closed = False
    async def __aiter__(self):
        for i in range(self.n):
            yield i
    async def __aenter__(self):
        return self
    async def __aexit__(self, *exc):
        self.closed = True
async def countdown(n):
    for i in range(n, 0, -1):
        await asyncio.sleep(0)
        yield i
def total():
    so_far = 0
    while True:
        x = yield so_far
        if x is None:
            return so_far
        so_far += x
