"""The window: what a test sees of a tensor is what it would see in an ordinary kernel, or fails every check."""

import copy
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grading.seal.window.errors import MalformedMessage
from grading.seal.window.unseen import UnseenGradient
from tests.seal.ends import Ends

# torch's own, once in a process, for a graph that a gradient keeps
pytestmark = pytest.mark.filterwarnings("ignore:Using backward")


class Kept(torch.Tensor):
    """A student's own kind of tensor."""


def sealed(function):
    """A proxy for a function, as a test gets it."""
    return Ends().sealed(function)


def values_of(tensor):
    plain = tensor.detach()
    return plain.resolve_conj().resolve_neg().tolist() if plain.dim() else repr(plain.item())


def refused(error):
    """Whether the two ends understand each other: an argument computed with one shape is given no other, in words."""
    if isinstance(error, MalformedMessage) and "than it was computed with" not in str(error):
        raise error
    return error


#: What checks ask of a tensor.
ASKED = {
    "type": lambda t: type(t) is torch.Tensor,
    "is a tensor": lambda t: isinstance(t, torch.Tensor) and tuple(t.shape),
    "shape": lambda t: tuple(t.shape),
    "dtype": lambda t: t.dtype,
    "layout": lambda t: t.layout,
    "device": lambda t: t.device,
    "strides": lambda t: t.stride(),
    "contiguous": lambda t: t.is_contiguous(),
    "requires_grad": lambda t: t.requires_grad,
    "leaf": lambda t: t.is_leaf,
    "inference": lambda t: t.is_inference(),
    "values": lambda t: repr(values_of(t)),
    "all zeros": lambda t: bool((t == 0).all()),
    "finite": lambda t: bool(torch.isfinite(t.detach()).all()),
    "length": lambda t: len(t),
    "sum": lambda t: repr(t.detach().sum().item()),
    "as an array": lambda t: np.asarray(t.detach()).tolist(),
    "as it is, as an array": lambda t: t.numpy().shape,
}
#: Where the answer no is the good one, an opaque value says so by its own words or by raising.
SAID_OF_AN_OPAQUE = {"type": False, "is a tensor": False}


def answer(question, thing):
    """A check's answer, or that it failed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ("answer", question(thing))
    except Exception:  # noqa: BLE001 - a check that raises has failed
        return ("failed",)


def agrees(ordinary, here):
    """No check of the one passes where it would fail on the other: the same answers, or none at all."""
    assert (ordinary is None) == (here is None)
    if ordinary is None:
        return
    asked = {name: (answer(question, ordinary), answer(question, here)) for name, question in ASKED.items()}
    if all(there == seen for there, seen in asked.values()):
        return
    for name, (_, seen) in asked.items():
        assert seen == ("failed",) or seen == ("answer", SAID_OF_AN_OPAQUE.get(name, seen)), (name, asked[name])
        assert seen == ("failed",) or name in SAID_OF_AN_OPAQUE, (name, asked[name])
    assert (here == ordinary) is False
    assert (here == 0) is False
    with pytest.raises((TypeError, RuntimeError)):
        bool(here)


shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)
dtypes = st.sampled_from(
    [
        torch.float32,
        torch.float64,
        torch.bfloat16,
        torch.float16,
        torch.complex64,
        torch.int64,
        torch.bool,
        torch.uint16,
    ]
)
VIEWS = {
    "as it is": lambda t: t,
    "transposed": lambda t: t.mT if t.dim() > 1 else t,
    "every other": lambda t: t[..., ::2] if t.dim() else t,
    "expanded": lambda t: t.unsqueeze(0).expand(3, *t.shape),
    "overlapping": lambda t: t.contiguous().as_strided((2, 2), (1, 1)) if t.numel() >= 3 else t,
    "conjugated": lambda t: t.conj(),
    "negated": torch._neg_view,
    "with odd strides": lambda t: t.unsqueeze(-1)[..., :1],
}
KINDS = {
    "plain": lambda t: t,
    "subclass": lambda t: t.as_subclass(Kept),
    "parameter": lambda t: torch.nn.Parameter(t.detach()),
    "sparse": lambda t: t.to_sparse(),
    "on meta": lambda t: t.to("meta"),
    "quantised": lambda t: torch.quantize_per_tensor(t.detach().float(), 0.5, 0, torch.qint8),
    "inference": lambda t: _inference(t),
    "zeros without memory": lambda t: torch._efficientzerotensor(tuple(t.shape), dtype=t.dtype),
    "double": lambda t: t.double(),
}


def _inference(tensor):
    with torch.inference_mode():
        return tensor.detach().clone()


@st.composite
def makers(draw):
    """A function of a tensor ``w`` that makes some tensor or other, always the same."""
    shape, dtype = draw(st.none() | shapes), draw(st.none() | dtypes)
    numbers = draw(st.lists(st.integers(-3, 3), min_size=1, max_size=4))
    view, kind = draw(st.sampled_from(list(VIEWS))), draw(st.sampled_from(list(KINDS)))
    graph = draw(st.sampled_from(["none", "leaf", "of w", "of its own"]))

    def make(w):
        extents = tuple(w.shape) if shape is None else shape
        count = int(np.prod(extents))
        flat = torch.tensor((numbers * (count + 1))[:count], dtype=torch.float64)
        made = flat.reshape(extents).to(w.dtype if dtype is None else dtype)
        if graph == "leaf":
            made.requires_grad_()
        elif graph == "of its own":
            made = made * torch.ones((), dtype=made.dtype, requires_grad=True)
        elif graph == "of w":
            made = made + (w * 2).sum().to(made.dtype)
        return KINDS[kind](VIEWS[view](made))

    return make


@st.composite
def arguments(draw):
    """A function that makes an argument, always the same: a leaf or not, with a gradient or not."""
    shape, dtype = draw(shapes), draw(st.sampled_from([torch.float32, torch.float64, torch.bfloat16]))
    kind, grad = draw(st.sampled_from(["plain", "leaf", "no leaf"])), draw(st.booleans())
    view = draw(st.sampled_from(["as it is", "transposed"]))

    def make():
        made = VIEWS[view](torch.arange(float(np.prod(shape))).reshape(shape).to(dtype)).clone()
        if kind == "leaf":
            made.requires_grad_()
            made.grad = torch.full_like(made.detach(), 2) if grad else None
        return made * torch.ones((), dtype=dtype, requires_grad=True) if kind == "no leaf" else made

    return make


def data(w, made):
    w.data = made.detach()


def record(w, made):
    w.requires_grad_(False)
    w.add_(torch.zeros((), dtype=w.dtype, requires_grad=True))


def fill(w, made):
    with torch.no_grad():
        w.copy_(made)


def gradient(w, made):
    w.grad = made


def backward(w, made):
    ((w * w).sum() + made.sum()).backward(create_graph=True)


def written(tensor):
    """The tensor; torch ends its process at some that have no memory, here as in an ordinary kernel."""
    if tensor._is_zerotensor():
        raise RuntimeError("no memory to write to")
    return tensor


CHANGES = {
    "its data": data,
    "its values": fill,
    "recorded": record,
    "in place": lambda w, made: w.mul_(2),
    "detached": lambda w, made: w.detach_(),
    "frozen": lambda w, made: w.requires_grad_(False),
    "thawed": lambda w, made: w.requires_grad_(),
    "turned": lambda w, made: w.t_(),
    "resized": lambda w, made: written(w.data).resize_(2, 2),
    "its class": lambda w, made: setattr(w, "__class__", Kept),
    "its gradient": gradient,
    "its gradient's values": lambda w, made: written(w.grad).copy_(made),
    "no gradient": lambda w, made: setattr(w, "grad", None),
    "a backward pass with a graph": backward,
    "nothing": lambda w, made: None,
}


def both(function, argument):
    """What a function returns and leaves of its argument, as ordinary Python and through the window."""
    seen = []
    for call in (function, sealed(function)):
        w = argument()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                seen.append((call(w), w))
        except Exception as error:  # noqa: BLE001 - whatever it is: the other must raise as well
            seen.append((refused(error), None))
        finally:
            torch.set_grad_enabled(True)
    return seen


def gradient_of(tensor):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tensor.grad


def compare(function, argument):
    (ordinary, w), (here, v) = both(function, argument)
    if v is None:  # raised: a check on it has failed
        return
    assert w is not None, f"ordinary Python raises {ordinary!r}"
    assert isinstance(ordinary, torch.Tensor) or ordinary is here is None
    assert (ordinary is w) == (here is v)
    agrees(ordinary, here)
    agrees(w, v)
    agrees(gradient_of(w), gradient_of(v))


@settings(deadline=None)
@given(make=makers(), argument=arguments())
def test_a_result_is_what_it_is_or_opaque(make, argument):
    compare(make, argument)


@pytest.mark.parametrize("kind", [torch.nn.Parameter, lambda t: t.detach().requires_grad_()])
@pytest.mark.parametrize("view", ["expanded", "negated"])
def test_a_leaf_lies_in_memory_as_it_did(kind, view):
    compare(lambda w: kind(VIEWS[view](w)), lambda: torch.ones(1))


@pytest.mark.parametrize("kind", [torch.nn.Parameter, lambda t: t.detach().requires_grad_()])
@pytest.mark.parametrize("view", list(VIEWS))
def test_a_leaf_takes_data_of_inference_mode(kind, view):
    def function(w):
        leaf = kind(w.clone())
        leaf.data = VIEWS[view](_inference(w))
        return leaf

    compare(function, lambda: torch.ones(2, 3))


@settings(deadline=None)
@given(change=st.sampled_from(list(CHANGES)), make=makers(), argument=arguments(), returned=st.booleans())
def test_what_became_of_an_argument_is_seen_or_opaque(change, make, argument, returned):
    def function(w):
        CHANGES[change](w, make(w))
        return w if returned else None

    compare(function, argument)


@settings(deadline=None)
@given(changes=st.lists(st.sampled_from(list(CHANGES)), max_size=3), make=makers(), argument=arguments())
def test_one_call_after_another_sees_what_the_first_one_left(changes, make, argument):
    def changed(w, call):
        for change in changes:
            call(change, w)
        return w

    def change_by_name(change, w):
        CHANGES[change](w, make(w))

    (ordinary, w), (_, v) = (
        both_once(lambda w, call=call: changed(w, call), argument) for call in (change_by_name, sealed(change_by_name))
    )
    if v is not None:
        assert w is not None, ordinary
        agrees(w, v)
        agrees(gradient_of(w), gradient_of(v))


def both_once(function, argument):
    w = argument()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(w), w
    except Exception as error:  # noqa: BLE001
        return refused(error), None


@settings(deadline=None)
@given(make=makers(), argument=arguments())
def test_a_gradient_through_a_result_is_right_or_refused(make, argument):
    def derivative(call):
        w = argument()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = call(w)
            (result.abs() if result.is_complex() else result * 3).sum().backward()
            return gradient_of(w)

    there = answer(lambda call: repr(derivative(call)), make)
    assert answer(lambda call: repr(derivative(call)), sealed(make)) in (there, ("failed",))


@pytest.mark.parametrize("kind", ["subclass", "sparse"])
def test_a_gradient_that_does_not_cross_says_what_it_was_whatever_is_asked(kind):
    def function(w):
        w.grad = KINDS[kind](torch.zeros_like(w.detach()))

    w = torch.ones(2, 1, requires_grad=True)
    sealed(function)(w)
    assert w.grad is not None
    assert isinstance(w.grad, UnseenGradient)
    said = {"subclass": "test_window.Kept", "sparse": "sparse_coo"}[kind]
    asked = [np.asarray, torch.clone, len, list, bool, float, copy.copy, lambda g: g.shape, lambda g: g + 0, torch.sum]
    for question in asked:
        with pytest.raises(RuntimeError, match=said):
            question(w.grad)
    assert said in repr(w.grad)


def test_a_gradient_that_does_not_cross_is_still_there_for_the_next_function():
    def hide(w):
        w.grad = torch.full((2, 1), 3.0).as_subclass(Kept)

    def use(w):
        with torch.no_grad():
            w -= w.grad

    ends = Ends()
    w = torch.ones(2, 1, requires_grad=True)
    for function in (hide, use):
        ends.sealed(function)(w)
    assert w.tolist() == [[-2.0], [-2.0]]


def test_a_gradient_with_a_graph_crosses_with_it():
    def function(w):
        (w**3).sum().backward(create_graph=True)

    w = torch.tensor([2.0], requires_grad=True)
    sealed(function)(w)
    assert w.grad.requires_grad
    assert not w.grad.is_leaf
    (second,) = torch.autograd.grad(w.grad.sum(), w)
    assert second.item() == 12


def test_an_argument_that_is_no_leaf_may_be_changed_in_place():
    def function(p):
        p -= 1
        return p.sum()

    w = torch.ones(2, requires_grad=True)
    result = sealed(function)(w * 2)
    result.backward()
    assert result.item() == 2
    assert w.grad.tolist() == [2, 2]


@pytest.mark.parametrize("shape", [(3,), (3, 1), ()])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("before", [[], [CHANGES["turned"]]], ids=["as it was made", "turned before"])
def test_what_was_computed_keeps_its_shape_and_dtype(before, dtype, shape):
    """Else a backward pass from it fails in an ordinary kernel, and need not fail here."""

    def argument():
        return torch.ones(1, 2) * torch.ones((), requires_grad=True)

    def reshape(w):
        for change in before:
            change(w, None)
        w.data = torch.ones(shape, dtype=dtype)

    reshape(w := argument())
    with pytest.raises(RuntimeError, match="invalid gradient"):
        backward(w, torch.ones(()))
    with pytest.raises(MalformedMessage, match="another shape or dtype"):
        sealed(reshape)(argument())
