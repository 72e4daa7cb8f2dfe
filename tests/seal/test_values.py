"""The window's codec: what may cross arrives as it was; nothing else arrives, in either direction."""

import collections
import contextlib
import datetime
import decimal
import io
import json
import math
import random
import re
import traceback
import unittest

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grading.seal.sandbox import frames, vetting
from grading.seal.window import arrays, exceptions, kinds
from grading.seal.window.borrower import Borrower
from grading.seal.window.errors import MalformedMessage, StudentError
from grading.seal.window.lender import Lender
from grading.seal.window.loans import LEAF, Spec, checked_specs
from grading.seal.window.values import Opaque, Table, decode, encode
from grading.seal.window.world import TestWorld
from tests.seal.ends import Ends

ROOM = 1 << 22


def there(value):
    """What a callee gets for an argument, and the pieces that carried it."""
    table = Table(ROOM)
    tree = json.loads(json.dumps(encode(value, table)))
    specs, buffers = Lender().give(table)
    specs = checked_specs(json.loads(json.dumps(specs)))
    return decode(tree, Borrower(ROOM).take(specs, memoryview(b"".join(buffers))))


def back(value):
    """What a caller gets for a result."""
    table = Table(ROOM)
    tree = json.loads(json.dumps(encode(value, table)))
    specs, buffers = Borrower(ROOM).give_back(table, [], lambda result: 0)
    specs = checked_specs(json.loads(json.dumps(specs)))
    return decode(tree, Lender().receive(specs, memoryview(b"".join(buffers)), ()))


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, (set, frozenset)):
        return same(sorted(a, key=repr), sorted(b, key=repr))
    if isinstance(a, type({}.keys()) | type({}.values()) | type({}.items())):
        return same(list(a), list(b))
    if isinstance(a, np.random.Generator):
        return a.bit_generator.state == b.bit_generator.state
    if isinstance(a, np.ndarray) and not arrays.crosses(a):
        return same((a.dtype, a.shape, a.tolist()), (b.dtype, b.shape, b.tolist()))
    if isinstance(a, (torch.Tensor, np.ndarray, np.generic)):
        return arrays.to_raw(a) == arrays.to_raw(b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a.items()), list(b.items()))
    return a == b or (a != a and b != b)


hashable = st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
kinds_of_values = st.one_of(
    st.complex_numbers(),
    st.fractions(),
    st.decimals(allow_nan=False),
    st.dates(),
    st.times(timezones=st.none() | st.just(datetime.UTC)),
    st.datetimes(timezones=st.none() | st.just(datetime.UTC)),
    st.timedeltas(),
    st.uuids(),
    st.sets(hashable, max_size=4),
    st.frozensets(hashable, max_size=4),
    st.binary().map(bytearray),
    st.tuples(*[st.integers(-9, 9)] * 2, st.integers(1, 9)).map(lambda each: range(*each)),
    st.lists(st.integers(), max_size=4).map(lambda items: collections.deque(items, 9)),
    st.lists(st.text(), max_size=4).map(collections.Counter),
    st.dictionaries(hashable, st.integers(), max_size=3).map(collections.OrderedDict),
    st.dictionaries(hashable, st.integers(), max_size=3).map(lambda items: collections.defaultdict(int, items)),
    st.dictionaries(hashable, st.integers(), max_size=3).flatmap(
        lambda items: st.sampled_from([items.keys(), items.values(), items.items()])
    ),
    st.lists(st.text("ab\u00fc", max_size=3), max_size=4).map(lambda items: np.array(items, dtype="U3")),
    st.lists(st.none() | st.integers() | st.text(), max_size=4).map(lambda items: np.array([*items, None], object)),
    st.lists(st.dates(), max_size=3).map(lambda days: np.array(days, dtype="M8[D]")),
    st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1)), max_size=3).map(
        lambda rows: np.array(rows, dtype=[("a", "i4"), ("b", "f8")])
    ),
    st.integers(0, 99).map(np.random.default_rng),
    st.sampled_from([..., NotImplemented, int, ValueError, np.float64, torch.Size([2, 3]), torch.device("cpu")]),
)
any_arrays = npst.arrays(
    st.sampled_from(["float32", "float64", "int64", "uint8", "bool", "complex64"]),
    npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
leaves = plain | kinds_of_values | any_arrays | any_arrays.map(lambda a: torch.from_numpy(np.array(a)))
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["l", "u", "d", "i", "y", "x", "p", "o", "k", "r", "t", "n"]) | st.text(), inner
        )
    ),
)


@pytest.mark.parametrize("cross", [there, back])
@given(value=values)
def test_a_value_arrives_as_it_was(cross, value):
    assert same(cross(value), value)


@pytest.mark.parametrize("cross", [there, back])
@pytest.mark.parametrize(
    "value",
    [
        1 << 200,
        -(1 << 80),
        -0.0,
        math.inf,
        "\ud800 and \0",
        torch.float64,
        np.float32(2.5),
        torch.ones(2, 3).T,
        torch.ones(1).expand(5),
        torch.zeros(2, dtype=torch.bfloat16),
        torch.tensor([1 + 2j]).conj(),
        torch.tensor(7),
        np.arange(6, dtype=">f8").reshape(2, 3)[:, ::2].astype("float64"),
    ],
    ids=repr,
)
def test_awkward_values_cross(cross, value):
    assert same(cross(value), value)


@pytest.mark.parametrize("cross", [there, back])
def test_one_object_stays_one_object(cross):
    tensor = torch.ones(2)
    first, (second, third) = cross([tensor, (tensor, torch.ones(2))])
    assert first is second
    assert first is not third


def test_an_argument_keeps_its_grad_and_whether_it_is_a_leaf():
    leaf = torch.ones(2, requires_grad=True)
    leaf.grad = torch.tensor([3.0, 4.0])
    with_grad, inner = there([leaf, leaf * 2])
    assert with_grad.requires_grad
    assert with_grad.is_leaf
    assert with_grad.grad.tolist() == [3.0, 4.0]
    assert inner.requires_grad
    assert not inner.is_leaf


def test_a_parameter_crosses_as_a_parameter():
    assert type(there(torch.nn.Parameter(torch.ones(2)))) is torch.nn.Parameter


class Liar(torch.Tensor):
    pass


class Text(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__

    def __len__(self):
        return 10**9


class Pair(tuple):
    def __iter__(self):
        return iter(["forged"])


@pytest.mark.parametrize(
    "value", [object(), Liar(), lambda: 0, Liar, torch.ones(1).to_sparse(), iter([]), np.ones(1).view(np.recarray)]
)
def test_anything_else_arrives_opaque(value):
    opaque = back(value)
    assert isinstance(opaque, Opaque)
    assert type(opaque).__name__ == type(value).__name__
    assert not isinstance(opaque, (torch.Tensor, set, complex))
    assert (opaque == opaque) is False
    assert (opaque != opaque) is True
    with pytest.raises(TypeError):
        bool(opaque)
    with pytest.raises(AttributeError):
        opaque.shape  # noqa: B018 - it is asked for


def test_a_subclass_of_a_plain_type_crosses_as_what_it_holds():
    assert type(back(Text("abc"))) is str
    assert back(Text("abc")) == "abc"
    assert back(Pair((1, 2))) == (1, 2)
    assert back(torch.ones(2, 3).shape) == (2, 3)


@pytest.mark.parametrize("make", [list, dict], ids=["list", "dict"])
def test_what_contains_itself_is_refused(make):
    value = make()
    value.append(value) if isinstance(value, list) else value.update(own=value)
    with pytest.raises(MalformedMessage):
        back(value)


def test_what_is_too_large_is_refused_before_it_is_made():
    with pytest.raises(MalformedMessage):
        back(torch.ones(1).expand(1 << 40))
    with pytest.raises(MalformedMessage):
        back([0] * 10**6)


@given(name=st.sampled_from(sorted(kinds.KINDS)), parts=values | json_values)
def test_strange_parts_are_a_value_of_the_kind_or_a_malformed_message(name, parts):
    with contextlib.suppress(MalformedMessage):
        assert isinstance(kinds.make(name, parts), kinds.KINDS[name].type)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("decimal", "1e999999999"),
        ("array", ("<U1000000", (1000,), [""] * 1000)),
        ("array", ("O", (1 << 40,), [])),
        ("array", ("O", (0, 1 << 40), [])),
        ("generator", (1 << 200, 1, 0, 0)),
        ("type", "os:system"),
        ("default", ("eval", {})),
        ("path", b"x"),
        ("device", "cuda:7"),
    ],
)
def test_parts_that_would_be_more_than_they_say_are_refused(name, parts):
    with pytest.raises(MalformedMessage):
        kinds.make(name, parts)


@given(tree=json_values)
def test_a_strange_tree_is_a_value_or_a_malformed_message(tree):
    with contextlib.suppress(MalformedMessage):
        decode(tree, [torch.ones(1)])


@example(specs=[[1, 1, 0, 0, 0, 0, "t:float32", [0], [], ""]], data=b"")  # its own gradient
@example(specs=[[1, 1, 1, 0, 0, 0, "t:bool", [0], [], ""]], data=b"")  # true or false, with a gradient
@given(
    specs=st.lists(
        st.tuples(
            st.integers(-1, 5),
            st.integers(-1, 3),
            st.integers(-1, 2),
            st.integers(-1, 2),
            st.integers(-2, 3),
            st.integers(-1, 2),
            st.sampled_from(["t:float32", "t:bool", "p:float32", "a:uint8", "s:int64", "t:no", ""]),
            st.lists(st.integers(-1, 1 << 62), max_size=3) | st.lists(st.integers(0, 3), max_size=2),
            st.just([]) | st.lists(st.integers(-1, 3), max_size=2) | st.lists(st.integers(), max_size=3),
            st.sampled_from(["", "a kind"]),
        ).map(list)
        | json_values,
        max_size=4,
    ),
    data=st.binary(max_size=64),
)
def test_a_strange_table_is_a_list_of_objects_or_a_malformed_message(specs, data):
    for take in (
        lambda s: Borrower(ROOM).take(s, memoryview(data)),
        lambda s: Lender().receive(s, memoryview(data), (1, 2)),
    ):
        with contextlib.suppress(MalformedMessage):
            take(checked_specs(specs))


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("t:float32", [1 << 40, 1 << 40]),
        ("t:float32", [-1]),
        ("t:float32", [1.0]),
        ("t:float32", [True]),
        ("t:float32", [0, 1 << 62]),
        ("t:object", [1]),
        ("a:object", [1]),
        ("s:float32", [1]),
        ("t:float32", [1] * 17),
        (None, []),
    ],
)
def test_a_shape_that_lies_is_found_before_memory_is_taken(code, shape):
    with pytest.raises(MalformedMessage):
        arrays.checked_size(arrays.Form(code, shape, []))


def test_bytes_that_are_no_bools_become_bools():
    made = arrays.from_raw(arrays.Form("t:bool", [3], []), memoryview(bytes([0, 1, 255])))
    assert arrays.to_raw(made)[1] == bytes([0, 1, 1])


def test_an_answer_may_only_touch_the_arguments_of_its_call():
    lent, secret = Lender(), torch.zeros(1)
    table = Table(ROOM)
    encode(secret, table)
    (spec,), _ = lent.give(table)
    forged = Spec(spec.handle, 1, 0, LEAF, -1, 0, "t:float32", [1], [], "")
    with pytest.raises(MalformedMessage):
        lent.receive([forged], memoryview(b"\0\0\x80?"), allowed=())
    assert secret.item() == 0


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_view_lies_in_the_memory_that_it_is_a_view_of(order):
    base = np.asarray(np.arange(24).reshape(4, 6), order=order)
    for part in (base[1:], base[::-1, ::-2], base.T[2], base[2:3, 1:4], base[-1:, -1]):
        made = arrays.view(base, arrays.form_of(part), arrays.place_in(part, base))
        assert np.array_equal(made, part)
        assert np.shares_memory(made, base)
    tensor = torch.arange(24).reshape(4, 6)
    for seen in (tensor[1:], tensor.t(), tensor[:, ::2], tensor.flatten()[3:]):
        made = arrays.view(tensor, arrays.form_of(seen), arrays.place_in(seen, tensor))
        assert torch.equal(made, seen)
        assert made.untyped_storage().data_ptr() == tensor.untyped_storage().data_ptr()
    assert arrays.place_in(base.copy(), base) is None
    assert arrays.place_in(tensor.clone(), tensor) is None


@pytest.mark.parametrize("kind", ["a", "t"])
@pytest.mark.parametrize(
    ("shape", "strides", "offset"),
    [
        ([3], [], 0),
        ([2], [2], 0),
        ([2], [], 8),
        ([1], [], -8),
        ([1], [], 16),
        ([1], [], 1),
        ([2], [-1], 8),
        ([0], [], 0),
    ],
)
def test_a_view_reaches_nothing_outside_of_what_it_is_a_view_of(kind, shape, strides, offset):
    whole = np.arange(6)
    base = whole[2:4] if kind == "a" else torch.from_numpy(whole)[2:4]
    assert arrays.view(base, arrays.Form(f"{kind}:int64", shape, strides), offset) is None


def test_nor_is_there_one_of_another_dtype_or_of_what_has_gaps():
    assert arrays.view(np.zeros(2, "uint8"), arrays.Form("a:bool", [2], []), 0) is None
    assert arrays.view(np.arange(6)[::2], arrays.Form("a:int64", [3], [2]), 0) is None
    assert arrays.view(torch.arange(6)[::2], arrays.Form("t:int64", [3], [2]), 0) is None
    assert arrays.view(torch.zeros(2, requires_grad=True), arrays.Form("t:float32", [1], []), 0) is None


def test_a_result_lies_only_in_the_arguments_of_its_call():
    lent, secret = Lender(), np.zeros(1)
    table = Table(ROOM)
    encode(secret, table)
    (spec,), _ = lent.give(table)
    forged = Spec(0, 1, 0, LEAF, -1, 0, "a:float64", [1], [], "", spec.handle, 0)
    with pytest.raises(MalformedMessage):
        lent.receive([forged], memoryview(bytes(8)), allowed=())


@pytest.mark.parametrize(
    "error",
    [json.JSONDecodeError("Expecting value", "", 0), np.linalg.LinAlgError("singular"), decimal.Overflow("big")],
)
def test_an_exception_of_a_library_is_raised_as_what_it_is(error):
    made = exceptions.rebuild(exceptions.describe(error))
    assert type(made) is type(error)
    assert str(error) in str(made)


@pytest.mark.parametrize("name", ["unittest.case:SkipTest", "builtins:Exception", "json.decoder:JSONDecoder", "queue:"])
def test_none_that_would_end_a_test_well_or_is_none_is_made(name):
    assert type(exceptions.rebuild({"type": name, "own": "a", "text": "b", "lines": []})) is StudentError
    assert exceptions.describe(unittest.SkipTest("no"))["type"] == ""


@given(told=json_values)
def test_a_strange_failure_is_an_exception_or_a_malformed_message(told):
    with contextlib.suppress(MalformedMessage):
        assert isinstance(exceptions.rebuild(told), Exception)


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (NotImplementedError("later"), NotImplementedError),
        (AttributeError("no"), AttributeError),
        (KeyError("k"), KeyError),
        (SystemExit(1), StudentError),
        (KeyboardInterrupt(), StudentError),
        (StopIteration(), StudentError),
        (MemoryError(), MemoryError),
        (type("Own", (ValueError,), {})("x"), ValueError),
        (type("NotAttempted", (Exception,), {})("x"), StudentError),
    ],
    ids=repr,
)
def test_an_exception_arrives_as_its_built_in_type(raised, expected):
    rebuilt = exceptions.rebuild(json.loads(json.dumps(exceptions.describe(raised, ["line"]))))
    assert isinstance(rebuilt, expected)
    assert rebuilt.student_traceback == ["line"]


@pytest.mark.parametrize(
    ("raised", "name"),
    [
        (SyntaxError("unexpected *"), "msg"),
        (FileNotFoundError(2, "No such file", "a.txt"), "filename"),
        (PermissionError(13, "no"), "errno"),
    ],
    ids=repr,
)
def test_what_an_exception_of_pythons_own_knows_of_itself_arrives_with_it(raised, name):
    rebuilt = exceptions.rebuild(json.loads(json.dumps(exceptions.describe(raised, []))))
    assert type(rebuilt) is type(raised)
    assert getattr(rebuilt, name) == getattr(raised, name)


def test_an_exception_that_cannot_be_printed_is_told_all_the_same():
    class Bad(Exception):
        def __str__(self):
            raise RuntimeError

    assert "Bad" in str(exceptions.rebuild(exceptions.describe(Bad(1, 2))))


@given(
    told=st.lists(st.tuples(st.sampled_from(["In[1]", "In[x]", ""]), st.integers(), st.text(), st.text()).map(list))
    | json_values
)
def test_strange_frames_are_a_traceback_or_nothing(told):
    made = frames.traceback_of(told, {"In[1]": "x\ny"})
    assert made is None or traceback.extract_tb(made)


@given(told=json_values | st.lists(st.dictionaries(st.text(), json_values)))
def test_strange_outputs_become_proper_ones(told):
    for output in vetting.outputs(told, 1000):
        assert output["output_type"] in ("stream", "display_data", "execute_result", "error")
    assert isinstance(vetting.updates(told, 1000), list)


def test_a_line_that_does_not_stand_in_its_cell_is_not_quoted():
    told = [["In[1]", 2, "f", "    return secret"], ["In[1]", 2, "f", "    return x"], ["In[7]", 1, "f", "return x"]]
    made = frames.traceback_of(told, {"In[1]": "def f(x):\n    return x"})
    assert [frame.line for frame in traceback.extract_tb(made)] == ["return x"]


@pytest.mark.parametrize("count", [-1, 1 << 40, True, "1", None])
def test_an_execution_count_that_no_notebook_can_hold_is_left_out(count):
    shown = {"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {}, "execution_count": count}
    assert vetting.outputs([shown], 1000)[0]["execution_count"] is None


def test_a_form_whose_gaps_take_too_much_memory_is_refused():
    table = [Spec(0, 1, 0, LEAF, -1, 0, "t:float32", [2], [1 << 26], "")]
    for take in (Borrower(ROOM).take, lambda s, data: Lender().receive(s, data, ())):
        with pytest.raises(MalformedMessage):
            take(table, memoryview(bytes(8)))


def test_types_without_end_have_no_class_each():
    told = {"u": [{"o": f"type_{number}"} for number in range(5000)]}
    kinds_of_them = {type(each) for each in decode(told, [])}
    assert len(kinds_of_them) <= 1001
    assert type(decode({"o": "torch.Odd (sparse)"}, [])).__name__ in ("Odd", "Opaque")


def test_what_hides_its_values_from_a_comparison_does_not_cross():
    hides = np.ma.masked_all(3)
    np.testing.assert_allclose(hides, [1, 2, 3])
    with pytest.raises((AssertionError, TypeError)):
        np.testing.assert_allclose(decode(encode(hides, Table(1 << 20)), []), [1, 2, 3])
    table = Table(1 << 20)
    hides_nothing = decode(encode(np.ma.array([1, 2, 4]), table), table.objects)
    assert type(hides_nothing) is np.ma.MaskedArray
    assert hides_nothing.tolist() == [1, 2, 4]


def test_a_generator_of_numbers_is_in_no_state_that_reads_beyond_its_words():
    kept = torch.get_rng_state()
    state = kept.clone()
    state[8:12] = torch.tensor([0x70, 0x02, 0, 0], dtype=torch.uint8)  # 624 words are left
    state[16:24] = torch.tensor([0x70, 0x02, 0, 0, 0, 0, 0, 0], dtype=torch.uint8)  # behind the last one
    world = TestWorld({})
    version, words, gauss = random.getstate()
    python = version, np.array(words, dtype="int64"), gauss
    name, old, *rest = np.random.get_state()
    for state_of_python, of_torch in ((python, state), ((*python[:2], Opaque("float")), kept)):
        with pytest.raises(MalformedMessage):
            world.take(({}, [], (state_of_python, (name, old, *rest), of_torch), []))
    world.take(({}, [], (python, (name, old, *rest), kept), []))
    assert torch.equal(torch.get_rng_state(), kept)


def test_a_cells_result_is_no_display_that_is_updated():
    told = {"data": {"text/plain": "3"}, "metadata": {}, "transient": {"display_id": "a"}}
    found = vetting.outputs([{**told, "output_type": kind} for kind in ("display_data", "execute_result")], 1000)
    assert ["transient" in each for each in found] == [True, False]


@pytest.mark.parametrize(("kind", "written", "more"), [(io.StringIO, "abc", "d"), (io.BytesIO, b"abc", b"d")])
def test_a_stream_is_read_and_written_to_on_both_sides(kind, written, more):
    def goes_on(stream):
        found = stream.read()
        stream.write(more)
        return found, stream

    stream = kind(written)
    stream.read(1)
    found, same_stream = Ends().sealed(goes_on)(stream)
    assert found == written[1:]
    assert same_stream is stream
    assert stream.getvalue() == written + more
    assert stream.tell() == 4


@pytest.mark.parametrize("place", [-1, 4, 1 << 40])
def test_a_stream_stands_nowhere_that_it_does_not_reach(place):
    with pytest.raises(MalformedMessage):
        kinds.make("text stream", ("abc", place))


@pytest.mark.parametrize("zone", ["dateutil//etc/passwd", "/etc/localtime", "../localtime", "Nowhere"])
def test_a_time_zone_is_one_by_its_name(zone):
    import pandas

    assert kinds.is_kind("series")
    times = pandas.Series(pandas.to_datetime(["2024-01-01"])).dt.tz_localize("Europe/Berlin")
    (how, (values, name)), index, _ = kinds.KINDS["series"].apart(times)
    assert (how, name) == ("zoned", "Europe/Berlin")
    with pytest.raises(MalformedMessage):
        kinds.make("series", ((how, (values, zone)), index, None))


@pytest.mark.parametrize("parts", [("(", 0), ("a" * 5000, 0), ("a", re.DEBUG.value), ("a", "b")])
def test_a_pattern_is_one_that_may_be_looked_at(parts):
    with pytest.raises(MalformedMessage):
        kinds.make("pattern", parts)
