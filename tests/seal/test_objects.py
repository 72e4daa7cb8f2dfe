"""Objects of a student's classes, and what changes in place: a test sees what it would see, and no liar gains by it."""

import abc
import contextlib
import copy
import dataclasses
import enum
import functools
import inspect
import itertools
import linecache
import re
import sys
import types
import unittest.mock
from collections import deque, namedtuple
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grading.seal.examiner.keepsakes import Keepsakes
from grading.seal.sandbox.offers import may_ask, may_offer
from grading.seal.window.errors import MalformedMessage, StudentError
from grading.seal.window.mirrors import Handle, is_over, mirror
from grading.seal.window.values import Opaque
from tests.seal.ends import Ends

# What a notebook defines is in no module of a library.
STUDENTS = "__main__"


def students(kind):
    kind.__module__ = STUDENTS
    return kind


@students
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, number):
        return Vector(self.x * number, self.y * number)

    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __lt__(self, other):
        return abs(self) < (other if isinstance(other, int) else abs(other))

    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"

    def equals(self, other):
        return self == other

    def itself(self):
        return self


@students
class Yes:
    """Agrees with everything."""

    def _yes(self, *args, **kwargs):
        return True

    def _itself(self, *args, **kwargs):
        return self

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = equals = all = allclose = _yes
    __sub__ = __rsub__ = __add__ = __mul__ = __getitem__ = abs = max = eq = _itself
    __abs__ = __float__ = lambda self: 0.0
    __hash__ = object.__hash__

    def __iter__(self):
        return iter(())

    @property
    def __class__(self):
        return float


@pytest.fixture
def ends():
    return Ends()


@pytest.fixture
def made(ends):
    """A vector as a test makes it, by the class that a name of the notebook's has."""
    kind = ends.crossed(Vector)
    ends.test.objects.given.clear()
    return kind


def given_by(ends, thing):
    """The same thing as a function gives it."""
    return ends.crossed(thing)


def test_what_a_test_asks_of_an_object_is_what_it_would_be(made):
    v, w = made(3, 4), made(1, 1)
    assert (v.x, v.y) == (3, 4)
    assert abs(v) == 5
    assert repr(v) == "Vector(3, 4)"
    assert v + w == made(4, 5)
    assert v * 2 == made(6, 8)
    assert v != w
    assert w < v
    assert w < 2
    assert len({v, made(3, 4)}) == 1
    assert v.itself() is v
    v.x = 0
    assert v == made(0, 4)
    del v.y
    assert not hasattr(v, "y")


def test_its_class_is_a_class(made):
    assert isinstance(made(1, 2), made)
    assert type(made(1, 2)) is made
    assert made.__name__ == "Vector"
    assert not isinstance(Vector(1, 2), made)


LOOKED_AT = {
    "equal to a number": lambda thing: thing == 9,
    "a number equal to it": lambda thing: thing == 9,
    "less": lambda thing: thing < 10,
    "near": lambda thing: abs(thing - 9) < 1e-6,
    "near by subtraction of it": lambda thing: abs(9 - thing) < 1e-6,
    "by its own method": lambda thing: thing.equals(9) is True,
    "by methods of tensors": lambda thing: bool(thing.eq(torch.ones(1)).all()),
    "an item": lambda thing: 9 in thing,
    "one of": lambda thing: thing in (9, 8),
    "a list": lambda thing: [thing] == [9],
    "a number's type": lambda thing: isinstance(thing, (int, float, complex)),
    "a type": lambda thing: isinstance(thing, (str, list, dict, set, tuple, np.ndarray, torch.Tensor)),
    "an array": lambda thing: bool(np.all(np.asarray(thing) == 9)),
    "numpy's test": lambda thing: np.testing.assert_allclose(thing, 9) is None,
    "numpy's test of equality": lambda thing: np.testing.assert_array_equal(np.array([9]), thing) is None,
    "torch's test": lambda thing: torch.testing.assert_close(thing, torch.tensor(9.0)) is None,
    "absolute maximum": lambda thing: (thing - torch.ones(2)).abs().max() < 1e-6,
}


@pytest.mark.parametrize("question", LOOKED_AT)
def test_a_liar_that_a_function_returns_passes_for_no_plain_value(ends, question):
    liar = given_by(ends, Yes())
    try:
        passed = LOOKED_AT[question](liar)
    except Exception:  # noqa: BLE001 - a check that raises has failed
        return
    assert not passed, passed


@pytest.mark.parametrize("question", ["equal to a number", "a list", "one of", "a number's type", "a type", "an array"])
def test_nor_does_one_that_a_test_has_made(ends, question):
    assert not LOOKED_AT[question](ends.crossed(Yes)())


class _AgreesAsAClass(type):
    def __contains__(cls, item):
        return True


@students
class AgreesWhenMade:
    def __new__(cls, other):
        return True


def _yes(*others):
    return True


def _liars():
    """What agrees with everything and is no object: by the name of what it is."""
    a_class = students(_AgreesAsAClass("Yes", (), {"equals": staticmethod(_yes), "_place": Yes()}))
    an_error = students(type("Error", (Exception,), {"equals": _yes}))()
    an_object = students(type("Liar", (), {"equals": students(type("Asked", (), {"__call__": _yes}))()}))()
    makes_it = students(type("Liar", (), {"equals": AgreesWhenMade}))()

    def a_function():
        """Nothing."""

    a_function.equals = _yes
    named = students(type("Named", (tuple,), {"_fields": ("equals",)}))((_yes,))
    found = {"a class": a_class, "a function": a_function, "an error": an_error, "a named tuple": named}
    return found | {"an object asked by an object": an_object, "an object asked by a class": makes_it}


@pytest.mark.parametrize("liar", _liars())
def test_nothing_that_a_function_returns_is_asked_whether_it_is_equal_to_a_plain_value(ends, liar):
    given_one = given_by(ends, _liars()[liar])
    assert isinstance(given_one.equals([9]), Opaque)
    try:
        assert 9 not in given_one
    except TypeError:
        return


def test_what_a_test_finds_wrong_is_not_swallowed_at_the_end_of_its_block(ends):
    @students
    class Swallows:
        def __enter__(self):
            return self

        def __exit__(self, *what):
            return True

    swallows = ends.crossed(Swallows)
    with swallows():
        raise ValueError("as the exercise may ask for")
    with pytest.raises(AssertionError), swallows():
        raise AssertionError("of the test")
    with pytest.raises(KeyboardInterrupt), swallows():
        raise KeyboardInterrupt


def test_a_class_that_a_test_has_by_its_name_is_asked_what_it_likes(ends):
    @students
    class Money:
        @classmethod
        def index(cls, number):
            return number + 1

    made = ends.caller.exchange.objects.meet(ends.bench.objects.tell(Money))
    assert made.index(2) == 3


@pytest.mark.parametrize("name", ["__eq__", "__class__", "__torch_function__", "_class_place", "not a name"])
def test_a_named_tuple_answers_no_question_by_the_name_of_an_item(ends, name):
    liar = students(type("Named", (tuple,), {"_fields": (name,)}))
    with pytest.raises(MalformedMessage):
        given_by(ends, liar((_yes,)))


def test_what_is_equal_to_everything_is_equal_to_nothing(ends):
    liar = ends.crossed(Yes)
    assert not liar() == liar()  # noqa: SIM201 - it is the operator that is asked
    vector = ends.crossed(Vector)
    assert not vector(1, 2) == liar()  # noqa: SIM201


def test_an_object_that_a_function_gives_is_not_told_what_is_expected(ends):
    given_one, made_one = given_by(ends, Vector(1, 2)), ends.crossed(Vector)(1, 2)
    assert given_one == made_one
    assert isinstance(given_one.equals(made_one), bool)
    assert isinstance(given_one * 2, Opaque)
    with pytest.raises(TypeError):
        given_one < 5  # noqa: B015 - it is asked for


def test_an_object_of_a_subclass_of_a_plain_type_is_compared_by_what_it_holds(ends):
    @students
    class Stack(list):
        def push(self, item):
            self.append(item)

        def __eq__(self, other):
            return True

        __hash__ = None

    stack = ends.crossed(Stack)()
    stack.push(1)
    assert stack == [1]
    assert not stack == [2]  # noqa: SIM201
    assert ends.crossed(Stack([3])) == [3]


def test_generators_and_iterators_are_asked_item_by_item(ends):
    count = ends.crossed(itertools.count(1))
    assert list(itertools.islice(count, 3)) == [1, 2, 3]
    generator = ends.crossed(each for each in (1, 2))
    assert isinstance(generator, types.GeneratorType)
    assert list(generator) == [1, 2]
    with pytest.raises(StopIteration):
        next(generator)


def test_enumerations_named_tuples_and_dataclasses(ends):
    @students
    class Colour(enum.Enum):
        RED, GREEN = 1, 2

    colour = ends.crossed(Colour)
    assert [each.name for each in colour] == ["RED", "GREEN"]
    assert colour(2) is colour.GREEN is colour["GREEN"]
    assert issubclass(colour, enum.Enum)
    person = ends.crossed(students(namedtuple("Person", "name age")))
    assert person("Ann", 3) == ("Ann", 3)
    assert person("Ann", age=3).age == 3
    point = ends.crossed(students(dataclass(order=True)(type("Point", (), {"__annotations__": {"x": int}}))))
    assert point(1) == point(1) < point(2)


def test_a_named_tuple_has_what_its_class_has_besides_and_compares_as_what_it_holds(ends):
    @students
    class Point(namedtuple("Point", "x y")):
        __slots__ = ()

        def distance(self, other):
            return abs(self.x - other.x) + abs(self.y - other.y)

        @property
        def mirrored(self):
            return self._replace(x=-self.x)

        def count(self, value):
            return 10

        def equals(self, other):
            return True

    kind = ends.crossed(Point)
    assert kind(3, 4).distance(kind(0, 0)) == 7
    assert kind(3, 4).mirrored == (-3, 4)
    assert kind(3, 4).count(3) == 1
    assert ends.crossed(Point(3, 4)).equals((3, 4)) is not True
    with pytest.raises(AttributeError):
        kind(3, 4).area()


def test_a_dataclass_is_matched_by_position(ends):
    kind = ends.crossed(students(dataclass(type("Item", (), {"__annotations__": {"name": str, "price": float}}))))
    match kind("a", 2.0):
        case kind(name, price):
            assert (name, price) == ("a", 2.0)
        case _:
            pytest.fail("not matched")


def test_a_class_of_a_librarys_is_equal_to_that_and_to_no_other(ends):
    layers = ends.crossed(torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.ReLU()))
    assert [type(layer) for layer in layers] == [torch.nn.Linear, torch.nn.ReLU]
    assert type(layers) != torch.nn.Linear  # noqa: E721 - as a test says it
    assert {torch.nn.Sequential: 1}[type(layers)] == 1
    assert type(ends.crossed(Vector(1, 2))) != Vector  # noqa: E721 - as a test says it


def test_functions_have_their_names_closures_and_code(ends):
    def counter():
        count = 0

        def more():
            nonlocal count
            count += 1
            return count

        return more

    more = ends.sealed(counter)()
    assert more() == 1
    assert more.__closure__[0].cell_contents == 1
    assert more.__code__.co_freevars == ("count",)
    assert ends.crossed(lambda: 0).__name__ == "<lambda>"
    assert list(inspect.signature(ends.crossed(Vector)).parameters) == ["x", "y"]


def test_what_a_test_throws_into_a_students_code_is_caught_there(ends):
    seen = []

    def numbers():
        try:
            yield 1
        except ValueError as error:
            yield str(error)

    @contextlib.contextmanager
    def opened():
        try:
            yield
        finally:
            seen.append("closed")

    generator = ends.sealed(numbers)()
    assert next(generator) == 1
    assert generator.throw(ValueError("no")) == "no"
    with pytest.raises(KeyError), ends.sealed(opened)():
        raise KeyError("x")
    assert seen == ["closed"]


def test_of_what_a_test_finds_wrong_in_a_block_the_student_learns_no_words(ends):
    seen = []

    @students
    class Block:
        def __enter__(self):
            return self

        def __exit__(self, kind, error, traceback):
            seen.extend([str(error), repr(error), traceback])

    with pytest.raises(AssertionError), ends.crossed(Block)():
        np.testing.assert_equal(1, 4711)
    assert seen == ["", "AssertionError()", None]


def test_what_a_test_finds_wrong_in_a_block_of_a_generators_is_what_it_raises(ends):
    @contextlib.contextmanager
    def opened():
        yield []

    cell = "with block as found:\n    found[4711]"
    linecache.cache["<cell>"] = (0, None, cell.splitlines(True), "<cell>")
    with pytest.raises(IndexError) as raised:
        exec(compile(cell, "<cell>", "exec"), {"block": ends.sealed(opened)()})
    assert not hasattr(raised.value, "student_traceback")


@students
class Net(torch.nn.Module):
    """A student's model."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)

    def forward(self, x):
        return self.layer(x)


def test_models_have_their_parameters_and_their_gradients(ends):
    net = ends.crossed(Net)()
    assert isinstance(net, torch.nn.Module)
    assert isinstance(net.layer, torch.nn.Linear)
    assert [tuple(p.shape) for p in net.parameters()] == [(1, 2), (1,)]
    assert net.layer.bias.grad is None
    net(torch.ones(3, 2)).sum().backward()
    assert net.layer.bias.grad.tolist() == [3]


def test_a_model_of_the_tests_can_be_trained_by_the_students_code(ends):
    def step(model, optimiser, x):
        optimiser.zero_grad()
        loss = model(x).pow(2).mean()
        loss.backward()
        optimiser.step()
        return loss.item()

    model = torch.nn.Linear(2, 1)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = [ends.sealed(step)(model, optimiser, torch.ones(4, 2)) for _ in range(3)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > losses[-1]


def test_an_exception_of_the_students_is_caught_by_its_name_and_has_what_it_knows(ends):
    @students
    class TooLittle(ValueError):
        def __init__(self, missing):
            super().__init__(f"{missing} missing")
            self.missing = missing
            self.codes = ["mse-halved"]

    def fails():
        raise TooLittle(3)

    kind = ends.crossed(TooLittle)
    assert issubclass(kind, ValueError)
    with pytest.raises(kind, match="3 missing") as caught:
        ends.sealed(fails)()
    assert caught.value.missing == 3


def test_callbacks_and_decorators_go_both_ways(ends):
    def twice(function):
        def wrapper(*args):
            return function(*args), function(*args)

        wrapper.__name__ = function.__name__
        return wrapper

    calls = []

    def note(value):
        calls.append(value)
        return value

    note.__module__ = STUDENTS  # as a test cell's own
    decorated = ends.sealed(twice)(note)
    assert decorated("a") == ("a", "a")
    assert calls == ["a", "a"]
    assert decorated.__name__ == "note"
    assert ends.sealed(lambda function: function)(note) is note


CHANGES = {
    "append": lambda a, b: a.append(1),
    "nested": lambda a, b: a.append(b),
    "clear": lambda a, b: a.clear(),
    "sort": lambda a, b: a.reverse(),
    "key": lambda a, b: b.update(k=[1]),
    "aliased": lambda a, b: b.update(k=a),
    "within": lambda a, b: b.get("k", a).append(2) if isinstance(b.get("k", a), list) else None,
    "remove": lambda a, b: b.clear(),
    "returns": lambda a, b: a,
    "returns both": lambda a, b: [a, (b, a)],
    "a copy": lambda a, b: list(a),
}


def seen(value, known):
    """A value with each list and dict by which of those that have been met it is, as identity shows it."""
    if not isinstance(value, (list, dict, tuple)):
        return value
    if not isinstance(value, tuple):
        for place, other in enumerate(known):
            if other is value:
                return f"<{place}>"
        known.append(value)
    items = value.items() if isinstance(value, dict) else value
    return type(value).__name__, [seen(item, known) for item in items]


@settings(deadline=None)
@given(
    steps=st.lists(st.tuples(st.booleans(), st.sampled_from(sorted(CHANGES))), max_size=6),
    a=st.lists(st.integers(), max_size=3),
)
def test_what_changes_in_place_and_what_is_the_same_is_seen_on_both_sides(steps, a):
    """A step is one of the student's function, or one that the test does itself in between."""

    def run(function_of):
        mine, kept, results = copy.deepcopy(a), {}, []
        for students_own, change in steps:
            function = function_of(CHANGES[change]) if students_own else CHANGES[change]
            results.append(function(mine, kept))
        return seen((mine, kept, results), [])

    there = Ends()
    assert run(there.sealed) == run(lambda function: function)


def test_what_a_test_keeps_of_an_object_is_the_objects_own(ends):
    @students
    class Cart:
        def __init__(self):
            self.items = []

        def add(self, item):
            self.items.append(item)

    cart = ends.crossed(Cart)()
    items = cart.items
    cart.add("a")
    assert items == ["a"]
    items.append("b")
    assert cart.items is items
    cart.add("c")
    assert cart.items == ["a", "b", "c"]


def test_a_bench_may_not_ask_for_what_is_private():
    class Own:
        def method(self):
            """A method."""

    Own.__module__ = STUDENTS
    for name in ("__globals__", "__code__", "__closure__", "__class__", "__dict__", "__self__", "__func__", "_private"):
        assert not may_ask(Own().method, "getattr", (name,))
        assert not may_ask(Own(), "getattr", (name,))
    for question in ("source", "held", "dir", "eval", "__reduce__", "__class__", "__getattribute__"):
        assert not may_ask(Own(), question, ())
    assert may_offer(Own())
    assert may_offer(object())  # by which a test finds again what it has handed over; it has nothing to ask for
    for thing in (open, eval, types, Ends(), copy.copy, [].sort, b"".decode, np.random.RandomState()):
        assert not may_offer(thing), thing


def test_of_an_iterator_a_bench_may_ask_for_the_next_item_and_for_nothing_else():
    for thing in (iter([1]), itertools.count(), map(str, [1]), zip([1]), reversed([1]), iter({1: 2}.items())):
        assert may_offer(thing)
        assert may_ask(thing, "next", ())
        for question in ("getattr", "setattr", "dir", "held", "copy", "equal", "send", "__reduce__", "__class__"):
            assert not may_ask(thing, question, ("__reduce__",)), question
    assert not may_ask(itertools.count, "getattr", ("mro",))


def test_what_a_test_has_made_of_a_plain_type_notices_how_it_is_used(ends):
    class Log(dict):
        def __init__(self, *args):
            super().__init__(*args)
            self.asked = []

        def __getitem__(self, key):
            self.asked.append(key)
            return super().__getitem__(key)

    class Named(list):
        name = "plain"

    Log.__module__ = Named.__module__ = STUDENTS
    log = Log({"a": 1, "b": 2})
    assert ends.sealed(lambda table: [table["a"], len(table), list(table), table == {"a": 1, "b": 2}])(log) == [
        *(1, 2, ["a", "b"], True)
    ]
    assert log.asked == ["a"]
    assert ends.sealed(lambda values: type(values) is list)(Named([1]))


def test_what_an_object_keeps_of_an_array_is_the_array_also_when_nobody_else_has_it(ends):
    @students
    class Keeps:
        def __init__(self):
            self.held = {}

    def read(keeps):
        return keeps.held["a"].tolist(), keeps.held["part"].tolist()

    def give(keeps, change):
        mine = np.arange(3.0)
        keep(keeps, mine)
        change(mine)

    keep = ends.sealed(lambda keeps, a: keeps.held.update(a=a, part=a[1:]))
    keeps, read = ends.crossed(Keeps)(), ends.sealed(read)
    give(keeps, lambda a: a.__setitem__(1, 9))
    assert read(keeps) == ([0, 9, 2], [9, 2])


def test_in_inference_mode_tensors_are_handed_over_and_changed(ends):
    with torch.inference_mode():
        mine = torch.ones(2)
        assert ends.sealed(lambda x: x * 3)(mine).tolist() == [3, 3]
        ends.sealed(lambda x: x.add_(1))(mine)
        assert mine.tolist() == [2, 2]
    assert ends.sealed(lambda x: x.sum().item())(mine) == 4


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 5) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "name",
    "module",
    "qualname",
    "own",
    "students",
    "library",
    "special",
    "of the class",
    "fields",
    "raised",
    "enum",
)


@given(
    told=st.lists(st.sampled_from(["back", "library", "class", "function", "object"]) | json_values, max_size=5)
    | json_values,
    described=st.fixed_dictionaries(dict.fromkeys(KEYS, json_values)) | json_values,
)
def test_whatever_a_bench_tells_is_a_stand_in_or_a_malformed_message(told, described):
    ends = Ends()
    ends.test.objects.ask = lambda number, question, args, kwargs, made=False: described
    try:
        found = ends.test.objects.meet(told)
    except (MalformedMessage, StudentError):
        return
    assert isinstance(found, type | Handle | Exception) or callable(found)


def test_a_parameter_of_a_model_is_one_on_both_sides():
    ends, net = Ends(), Net()
    handle = ends.crossed(net)
    assert handle.layer.weight is handle.layer.weight
    with torch.no_grad():
        handle.layer.weight.fill_(2.0)
    torch.nn.init.constant_(handle.layer.bias, 1.0)
    assert handle(torch.ones(1, 2)).item() == 5
    assert net.layer.weight.tolist() == [[2.0, 2.0]]


def test_a_tests_optimiser_steps_a_students_model_and_a_students_one_a_tests():
    ends, net, mine = Ends(), Net(), torch.nn.Linear(2, 1)
    handle, before = ends.crossed(net), net.layer.weight.detach().clone()
    optimiser = torch.optim.SGD(handle.parameters(), lr=0.5)
    handle(torch.ones(3, 2)).sum().backward()
    optimiser.step()
    handle.eval()  # with the next question it is told
    assert torch.equal(net.layer.weight, before - 1.5)
    optimiser.zero_grad()
    handle.eval()
    assert net.layer.weight.grad is None

    def train(model, optimiser):
        model(torch.ones(1, 2)).sum().backward()
        optimiser.step()

    kept = mine.weight.detach().clone()
    ends.sealed(train)(mine, torch.optim.SGD(mine.parameters(), lr=1.0))
    assert torch.equal(mine.weight, kept - 1)


def test_of_a_loader_a_bench_may_have_its_items_and_nothing_else():
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.arange(5.0)), batch_size=2)

    def count(loader):
        return [len(batch) for (batch,) in loader]

    def more(loader):
        loader.num_workers = 99

    assert Ends().sealed(count)(loader) == [2, 2, 1]
    with pytest.raises(AttributeError, match="is not asked that"):
        Ends().sealed(more)(loader)
    assert loader.num_workers == 0


def test_the_steps_of_a_loop_speak_of_their_own_arrays_and_of_no_earlier_ones():
    ends = Ends()
    features = torch.arange(60.0).reshape(-1, 1)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(features, 2 * features), batch_size=2)
    model = torch.nn.Linear(1, 1)
    before = model.weight.detach().clone()

    def train(model, loader, criterion, optimiser):
        for x, y in loader:
            optimiser.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimiser.step()
        return loss

    ends.crossed(train)(model, loader, torch.nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=1e-4))
    assert not torch.equal(model.weight, before)
    arrays = [len(header["t"]) for header in ends.back.sent if header["op"] == "call"]
    assert len(arrays) > 5 * 30
    assert max(arrays[:40]) == max(arrays[40:])


class Animal(abc.ABC):
    def __init__(self, name="it"):
        self.name = name

    @abc.abstractmethod
    def sound(self): ...

    def speak(self):
        return f"{self.name} says {self.sound()}"

    def __repr__(self):
        return f"<{self.name}>"

    def __add__(self, other):
        return self.name + other.name


CATS = """
class Cat(of):
    legs = 4

    def __init__(self, *names):
        super().__init__(" ".join(names))

    def sound(self):
        seen.append(self)
        return "meow"

    def speak(self):
        return super().speak().upper()

    def __repr__(self):
        return "Cat " + super().__repr__()

    def __add__(self, other):
        return super().__add__(other) + "!"

    @property
    def short(self):
        return self.name[:1]

    @staticmethod
    def many(number):
        return number * Cat.legs

    @classmethod
    def nameless(cls):
        return cls("cat")

class Kitten(Cat):
    def sound(self):
        return "small " + super().sound()

class Silent(of):
    pass
"""


def test_a_class_that_a_test_makes_of_a_students_is_one_there_whose_methods_run_here():
    made = {"__name__": "__main__", "of": Ends().crossed(Animal), "seen": []}
    exec(CATS, made)
    cat, kitten = made["Cat"], made["Kitten"]("K")
    tom = cat("Tom", "C")
    assert tom.speak() == "TOM C SAYS MEOW"
    assert made["seen"] == [tom]
    assert repr(tom) == "Cat <Tom C>"
    assert tom + cat.nameless() == "Tom Ccat!"
    assert (tom.short, tom.legs, cat.many(2), cat.__name__) == ("T", 4, 8, "Cat")
    assert type(tom) is cat
    assert isinstance(tom, made["of"])
    assert kitten.speak() == "K SAYS SMALL MEOW"
    assert repr(kitten) == "Cat <K>"
    assert isinstance(kitten, cat)
    with pytest.raises(TypeError, match="abstract"):
        made["Silent"]()
    with pytest.raises(TypeError, match="is made of the student's and of libraries'"):
        exec("class Own: ...\nclass Both(of, Own): ...", made)


class Slotted:
    __slots__ = ("count", "later")

    def __init__(self):
        self.count = 1


class Called:
    def __init__(self):
        self.calls = []

    def __call__(self):
        return len(self.calls)


def test_what_a_given_cell_has_made_is_put_back_with_slots_and_what_can_be_called():
    Slotted.__module__ = Called.__module__ = STUDENTS
    slotted, called, queue = Slotted(), Called(), deque([{"secret": 0}])
    keepsakes = Keepsakes({"slotted": slotted, "called": called, "queue": queue})
    keepsakes.know({})
    with keepsakes.kept():
        for each in (slotted, called, called.calls, queue, queue[0]):
            keepsakes.note(each)
        slotted.count, slotted.later = 7, 8
        called.calls.append(1)
        queue[0]["secret"] = 7
        queue.append(1)
    assert slotted.count == 1
    assert not hasattr(slotted, "later")
    assert called() == 0
    assert list(queue) == [{"secret": 0}]


class Clashes:
    _place, _here, _kind, _class_place, _tests = 1, ["name"], int, 2, 3

    def mro(self):
        return 7


def test_names_that_are_a_stand_ins_own_are_not_changed_by_a_class_that_has_them():
    made = {"__name__": "__main__", "of": Ends().crossed(Clashes)}
    exec("class Made(of):\n    def twice(self):\n        return 2 * super().mro()", made)
    one = made["Made"]()
    assert one.twice() == 14
    assert (one == 2, isinstance(one, int), issubclass(made["of"], int)) == (False, False, False)


def test_an_object_of_a_librarys_class_is_one_and_no_value_is():
    crossed = Ends().crossed
    assert isinstance(crossed(re.compile("a")), re.Pattern)
    assert isinstance(crossed(np.poly1d([1, 2])), np.poly1d)
    assert not isinstance(crossed(np.array([1]).view(np.recarray)), np.ndarray)
    for name in ("builtins:int", "numpy:ndarray", "torch:Tensor", "decimal:Decimal", "builtins:KeyError"):
        told = {
            "name": "a",
            "qualname": "a",
            "module": "a",
            "library": [name],
            "own": [],
            "special": [],
            "abstract": [],
            "metaclasses": [],
        }
        kind = mirror(Ends().test.objects, 1, told | {"of the class": []})
        assert "__class__" not in type.__getattribute__(kind, "__dict__"), name


def test_what_pythons_own_tools_say_of_a_class_is_the_classes():
    @students
    @dataclass
    class Point:
        x: int
        y: list

    crossed = Ends().crossed
    point = crossed(Point)(1, [2])
    assert [each.name for each in dataclasses.fields(point)] == ["x", "y"]
    assert dataclasses.asdict(point) == {"x": 1, "y": [2]}
    other = copy.deepcopy(point)
    other.y.append(3)
    assert (point.y, other.y) == ([2], [2, 3])


class Judge:
    """A test's own, by which it judges."""

    def __init__(self):
        self.seen, self.log, self.next, self._found = [], Log(), None, 1

    def verdict(self):
        assert self.seen

    @functools.cached_property
    def expected(self):
        return self.next


class Log:
    def count(self):
        return 0


Judge.__module__ = Log.__module__ = STUDENTS
#: What a student's function tries with a mock, and with an object of a test's.
TRIES = {
    "what is counted": lambda mock, judge: setattr(mock, "call_count", 1),
    "that it was called": lambda mock, judge: setattr(mock, "called", True),
    "what it asserts": lambda mock, judge: setattr(mock, "assert_called_once_with", print),
    "by its own means": lambda mock, judge: mock.configure_mock(assert_called_once_with=print),
    "of all mocks": lambda mock, judge: mock.configure_mock(**{"__class__.__base__.assert_called": print}),
    "another in its place": lambda mock, judge: setattr(mock, "send", print),
    "a method": lambda mock, judge: setattr(judge, "verdict", lambda: None),
    "a method of the class": lambda mock, judge: setattr(type(judge), "verdict", lambda self: None),
    "an object of the test's": lambda mock, judge: setattr(judge, "log", students(type("Log", (), {}))()),
    "a method, behind its class": lambda mock, judge: judge.__dict__.update(verdict=lambda: None),
    "what its class computes once": lambda mock, judge: judge.__dict__.update(expected=0),
    "what is the test's alone": lambda mock, judge: setattr(judge, "_found", 0),
    "what is the test's alone, by its dict": lambda mock, judge: judge.__dict__.update(_found=0),
    "the class": lambda mock, judge: setattr(judge, "__class__", type("Log", (), {})),
}


@pytest.mark.parametrize("way", TRIES)
def test_what_a_test_judges_by_no_function_replaces(ends, way):
    mock, judge = unittest.mock.Mock(), Judge()
    with pytest.raises(AttributeError, match="is not asked that"):
        ends.sealed(TRIES[way])(mock, judge)
    assert (mock.called, mock.call_count) == (False, 0)
    with pytest.raises(AssertionError):
        mock.assert_called_once_with(3)
    with pytest.raises(AssertionError):
        judge.verdict()


def test_what_is_to_be_changed_of_a_tests_object_is(ends):
    def change(mock, judge):
        mock.send(1)
        judge.seen.append(2)
        judge.next, judge.size = judge, 3

    mock, judge = unittest.mock.Mock(), Judge()
    ends.sealed(change)(mock, judge)
    mock.send.assert_called_once_with(1)
    assert (judge.seen, judge.next, judge.size) == ([2], judge, 3)
    judge.verdict()


def test_what_methods_change_of_a_given_cells_object_is_put_back_behind_the_test(ends):
    class Account:
        rate, log = 1, []

        def __init__(self):
            self.balance, self.items = 0, []

        def add(self, number):
            self.balance += number
            self.items.append(number)
            self.log.append(number)

    Account.__module__ = STUDENTS
    account, model = Account(), torch.nn.Linear(1, 1)
    weight, other = model.weight.item(), torch.nn.Linear(1, 1)
    optimiser = torch.optim.Adam(other.parameters())
    kept = other.weight.item()

    def change(account, model, optimiser, other):
        other(torch.ones(1, 1)).sum().backward()
        optimiser.step()
        optimiser.param_groups[0]["lr"] = 7.0
        account.add(7)
        type(account).rate = type(account).told = 7
        model.load_state_dict({"weight": torch.tensor([[7.0]]), "bias": torch.tensor([7.0])})
        model.register_forward_hook(print)
        model.register_buffer("told", torch.tensor(7.0))

    keepsakes = Keepsakes({"account": account, "model": model, "optimiser": optimiser})
    keepsakes.know({})
    ends.test.objects.touching = keepsakes.note
    with keepsakes.kept():
        ends.sealed(change)(account, model, optimiser, other)
        assert (account.balance, account.told, model.weight.item()) == (7, 7, 7)
        assert other.weight.item() != kept
    assert (account.balance, account.items, Account.log, Account.rate) == (0, [], [], 1)
    assert not hasattr(Account, "told")
    assert (model.weight.item(), other.weight.item()) == (weight, kept)
    assert (optimiser.param_groups[0]["lr"], len(optimiser.state)) == (1e-3, 0)
    assert list(model.buffers()) == []
    assert not model._forward_hooks


@students
class Quiet:
    """Swallows whatever ends its block."""

    def __enter__(self):
        return None

    def __exit__(self, *told):
        return True

    def fail(self):
        raise RuntimeError("of the student's")


def test_values_that_are_not_what_they_are_to_be_are_not_swallowed_at_the_end_of_a_block(made, ends):
    quiet = ends.crossed(Quiet)()
    cell = "with quiet as found:\n    {}"
    for line, error in (
        ("assert found.total == 5", AttributeError),
        ("found + 1", TypeError),
        ("made", NameError),
        ("[][found or 0]", IndexError),
        ("quiet.fail()", RuntimeError),
    ):
        linecache.cache["<cell>"] = (0, None, cell.format(line).splitlines(True), "<cell>")
        with pytest.raises(error):
            exec(compile(cell.format(line), "<cell>", "exec"), {"quiet": quiet})
    for line in ("1 / 0", "raise KeyError('named')", "quiet.fail()  # a RuntimeError"):
        linecache.cache["<cell>"] = (0, None, cell.format(line).splitlines(True), "<cell>")
        exec(compile(cell.format(line), "<cell>", "exec"), {"quiet": quiet})


def test_what_holds_itself_and_much_often_is_looked_at_once():
    mine = [1]
    mine.append(mine)
    for _ in range(100):
        mine = [mine, mine]
    assert not is_over(mine)


def test_a_library_is_not_asked_for_what_it_has_not_imported(monkeypatch):
    asked = []
    lazy = types.ModuleType("lazy")
    lazy.__getattr__ = asked.append
    monkeypatch.setitem(sys.modules, "lazy", lazy)
    monkeypatch.setitem(sys.modules, "torch.nn.lazy", lazy)
    told = {"name": "a", "qualname": "a", "module": "a", "own": [], "special": [], "of the class": [], "abstract": []}
    told |= {"metaclasses": []}
    mirror(Ends().test.objects, 1, told | {"library": ["lazy:compiler", "torch.nn.lazy:compiler"]})
    assert asked == []


@pytest.mark.parametrize("kind", [StopIteration, StopAsyncIteration, BaseExceptionGroup, GeneratorExit])
def test_no_error_of_a_students_ends_a_loop_of_the_tests(ends, kind):
    told = {"name": "a", "qualname": "a", "module": "a", "library": [], "own": [kind], "special": [], "raised": True}
    assert mirror(ends.test.objects, 1, told).__mro__[1] is StudentError


def test_a_function_adds_names_of_its_own_to_a_tests_object_and_sees_none_of_the_tests(ends):
    @students
    class Box:
        def __init__(self):
            self.width, self._secret, self.__dict__["two words"] = 2, 5, 3

    def looks(box):
        box._mine = 1
        box._mine += 1
        box.__dict__["height"] = box.__dict__["width"] + 1
        seen = [dict(box.__dict__), box._mine, "_secret" in box.__dict__, box.__dict__.get("none", 4)]
        del box.__dict__["two words"]
        return seen

    def asks(box, name):
        return getattr(box, name)

    box, other = Box(), Box()
    assert ends.sealed(looks)(box) == [{"width": 2, "two words": 3, "height": 3}, 2, False, 4]
    assert vars(box) == {"width": 2, "_secret": 5, "_mine": 2, "height": 3}
    assert ends.sealed(asks)(box, "_mine") == 2
    other._mine = 7
    for one, name in ((box, "_secret"), (other, "_mine"), (box, "__module__")):
        with pytest.raises((AttributeError, KeyError)):
            ends.sealed(asks)(one, name)


def test_a_mock_of_the_tests_is_wrapped_as_any_function(ends):
    def told(function):
        @functools.wraps(function)
        def wrapped(*args):
            return [function(*args)]

        return wrapped

    mock = unittest.mock.Mock(return_value=3)
    assert ends.sealed(told)(mock)(1) == [3]
    mock.assert_called_once_with(1)


def test_what_an_error_was_raised_from_is_heard_as_what_it_says(ends):
    def fails():
        raise ValueError("no") from KeyError("told besides")

    heard = []
    ends.test.objects.heard = heard.append
    with pytest.raises(ValueError, match="no") as failed:
        ends.sealed(fails)()
    assert failed.value.__cause__.args == ("told besides",)
    assert "told besides" in heard


@pytest.mark.parametrize("make", [np.ones, torch.ones])
@pytest.mark.parametrize(
    "give",
    [
        lambda fresh, mine: fresh,
        lambda fresh, mine: [fresh],
        lambda fresh, mine: (fresh, fresh.reshape(1, 3), 1),
        lambda fresh, mine: fresh.reshape(1, 3),
        lambda fresh, mine: [[(fresh,)], fresh + 1],
        lambda fresh, mine: mine + 1,
    ],
)
def test_what_a_function_has_made_for_its_answer_is_the_tests_alone(ends, make, give):
    mine = make(3)
    ends.sealed(lambda: give(make(3), mine))()
    assert not [each for each in ends.bench.shared._held.values() if isinstance(each, np.ndarray | torch.Tensor)]


@pytest.mark.parametrize("make", [np.ones, torch.ones])
@pytest.mark.parametrize(
    ("give", "got"),
    [
        (lambda mine: mine, lambda found: found),
        (lambda mine: [mine], lambda found: found[0]),
        (lambda mine: (1, [{"a": mine}]), lambda found: found[1][0]["a"]),
        (lambda mine: mine[:], lambda found: found),
        (lambda mine: mine.reshape(1, 3), lambda found: found[0]),
        (lambda mine: (each for each in [mine]), next),
        (lambda mine: mine.detach() if isinstance(mine, torch.Tensor) else torch.from_numpy(mine), lambda found: found),
        (lambda mine: mine.data if isinstance(mine, torch.Tensor) else np.frombuffer(mine.data), lambda found: found),
        (lambda mine: mine.numpy() if isinstance(mine, torch.Tensor) else np.asarray(mine), lambda found: found),
        (
            lambda mine: np.asarray(mine.view(1, 3)) if isinstance(mine, torch.Tensor) else mine.T,
            lambda found: found.ravel(),
        ),
    ],
)
def test_an_array_that_a_function_goes_on_with_is_the_tests_as_well(ends, make, give, got):
    mine = make(3)
    found = got(ends.sealed(lambda: give(mine))())
    found[0] = 5
    assert ends.sealed(lambda: float(mine[0]))() == 5
    ends.sealed(lambda: mine.__setitem__(1, 7))()
    assert found.tolist() == [5, 7, 1]


def test_what_inspect_says_of_a_students_methods(ends):
    @students
    class Vector:
        def __init__(self, x):
            self.x = x

        def scaled(self, by, *, twice=False):
            """Another one."""
            return Vector(self.x * by)

        @classmethod
        def unit(cls, times=1):
            return cls(times)

        @staticmethod
        def zero():
            return 0

    kind = ends.crossed(Vector)
    vector = kind(2)
    assert inspect.ismethod(kind.unit)
    assert inspect.ismethod(vector.scaled)
    assert not inspect.ismethod(kind.scaled)
    assert not inspect.ismethod(kind.zero)
    assert inspect.isfunction(kind.zero)
    assert str(inspect.signature(vector.scaled)) == "(by, *, twice=False)"
    assert str(inspect.signature(kind.unit)) == "(times=1)"
    assert str(inspect.signature(kind.scaled)) == "(self, by, *, twice=False)"
    assert vector.scaled.__self__ is vector
    assert kind.unit.__self__ is kind
    assert vector.scaled.__func__(vector, 3).x == 6
    assert inspect.getdoc(vector.scaled) == "Another one."
    assert not inspect.isgeneratorfunction(vector.scaled)
    assert callable(vector.scaled)


def test_of_a_tests_method_a_student_learns_its_signature_and_not_its_function(ends):
    @students
    class Mine:
        def method(self, a, b=2):
            return a

    def looked(method):
        return str(inspect.signature(method)), inspect.ismethod(method), hasattr(method, "__func__")

    assert ends.sealed(looked)(Mine().method) == ("(a, b=2)", False, False)


def test_an_array_that_is_resized_stays_for_a_test_what_it_was(ends):
    mine = np.ones(2)
    found = ends.sealed(lambda: mine)()
    view = found[1:]
    ends.sealed(lambda: mine.resize(5, refcheck=False))()
    assert found.tolist() == [1, 1]
    view[0] = 3
    assert ends.sealed(lambda: mine.shape)() == (5,)


@students
class Answers:
    """Notes in ``seen`` what it is asked with, and agrees."""

    def __init__(self, seen):
        self.seen = seen

    def __sub__(self, other):
        self.seen.append(other)
        return 0.0


def test_what_a_description_of_a_class_holds_is_no_object_of_a_tests(ends):
    @students
    class Base:
        pass

    @students
    class Function(Base):
        def __call__(self, x):
            return kept

    seen = []
    kept = Answers(seen)
    listed = [kept]
    listed.append(listed)
    type.__setattr__(Base, "__abstractmethods__", [listed])
    found = ends.crossed(Function())(2)
    assert isinstance(found - 5, Opaque)
    assert seen == []


def test_what_a_named_tuple_or_a_class_that_was_given_has_is_not_asked_with_a_plain_value(ends):
    seen = []

    @students
    class Found(namedtuple("Found", ["a"])):
        @property
        def other(self):
            return Answers(seen)

    @students
    class Holds:
        answer = Answers(seen)

    assert isinstance(ends.sealed(lambda: Found(1))().other - 5, Opaque)
    assert isinstance(ends.sealed(lambda: Holds)().answer - 5, Opaque)
    assert seen == []
