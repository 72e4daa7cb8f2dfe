"""Tensors and NumPy arrays as raw bytes, with a dtype code, a shape and strides, and back.

Both sides use it. Nothing is allocated before the claimed dtype, shape, strides and number of bytes
have been found to agree.

A `Form` says what the bytes are: a code, a shape, and strides in elements, which are empty where the
values lie in memory one after the other. A code is ``t:`` (tensor), ``i:`` (tensor made in
`torch.inference_mode`), ``p:`` (`torch.nn.Parameter`), ``a:`` (array) or ``s:`` (NumPy scalar), followed
by the name of a dtype, by ``*`` or ``-`` where a tensor holds its values conjugated or negated and
turns them when they are read, and by ``!`` where an array can only be read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from grading.seal.window.errors import MalformedMessage

MAX_DIMENSIONS = 16
_MAX_EXTENT = 1 << 40
#: Of an array without any values, the product of its other sizes: whoever prints it writes as many brackets.
_MAX_EMPTY = 10_000
#: At the end of an array's code.
_READ_ONLY = "!"


class Form(NamedTuple):
    """What bytes mean."""

    code: str
    shape: list[int]
    strides: list[int]


_TORCH = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float32,
        torch.float64,
        torch.float16,
        torch.bfloat16,
        torch.int64,
        torch.int32,
        torch.int16,
        torch.int8,
        torch.uint8,
        torch.bool,
        torch.complex64,
        torch.complex128,
    )
}
_NUMPY = {
    name: np.dtype(name)
    for name in (
        *("float16", "float32", "float64", "complex64", "complex128", "bool"),
        *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    )
}
_TORCH_CODE = {dtype: name for name, dtype in _TORCH.items()}
_NUMPY_CODE = {dtype: name for name, dtype in _NUMPY.items()}
_ITEM: dict[str, int] = {
    **{name: dtype.itemsize for name, dtype in _NUMPY.items()},
    **{name: dtype.itemsize for name, dtype in _TORCH.items()},
}

#: Uses of a tensor's memory: by the tensor, and by whoever asks.
_USES = 2
#: The exact types that cross as raw bytes.
ARRAY_TYPES: frozenset[type] = frozenset({torch.Tensor, torch.nn.Parameter, np.ndarray})


def crosses(value: Any) -> bool:
    """Whether this tensor, array or NumPy scalar has a form that can cross."""
    if type(value) in (torch.Tensor, torch.nn.Parameter):
        return (
            value.layout is torch.strided
            and not _is_vast(value.shape)
            and value.device.type == "cpu"
            and value.dtype in _TORCH_CODE
            and value.dim() <= MAX_DIMENSIONS
            and not any(getattr(value, "names", ()))  # later versions of torch have none
            and not value._is_zerotensor()  # noqa: SLF001 - torch has no other way; it has no memory
            and not (value.is_neg() and not (value.is_floating_point() or value.is_complex()))
            and not torch._C._functorch.is_functorch_wrapped_tensor(value)  # noqa: SLF001
        )
    if type(value) is np.ndarray:
        whole = all(stride % value.itemsize == 0 for stride in value.strides)
        return value.dtype in _NUMPY_CODE and value.ndim <= MAX_DIMENSIONS and whole and not _is_vast(value.shape)
    return isinstance(value, np.generic) and value.dtype in _NUMPY_CODE


def described(value: Any) -> str:
    """In words, what kind of value this is, for one that does not cross. Never raises."""
    kind: Any = type(value)
    try:
        name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")[:200]
        if kind in (torch.Tensor, torch.nn.Parameter):
            facts = [str(value.layout), f"device {value.device}", str(value.dtype)]
            if _is_vast(value.shape):
                facts.append(f"shape {tuple(value.shape)}")
            return f"{name} ({', '.join(facts)})"
    except Exception:  # noqa: BLE001 - a metaclass may raise anything
        return "object"
    return name


def size_of(value: Any) -> int:
    """The number of bytes that `to_raw` will make, or the memory that they are to lie in, if that is more.

    An expanded tensor's storage is smaller than its values, that of a tensor with gaps is larger.
    """
    form = form_of(value)
    item = _ITEM[_dtype(form)]
    return item * max(math.prod(form.shape), _span(form))


def shares_memory(value: Any) -> bool:
    """Whether some of its values lie where others of them do, as those of an expanded tensor: none can be written."""
    form = form_of(value)
    return _span(form) < math.prod(form.shape)


def form_of(value: Any) -> Form:
    """The form of a value for which `crosses` holds."""
    shape = list(value.shape)
    if isinstance(value, torch.Tensor):
        kind = "p:" if type(value) is torch.nn.Parameter else "i:" if value.is_inference() else "t:"
        strides = list(value.stride())
        bits = "*" * value.is_conj() + "-" * value.is_neg()
        return Form(kind + _TORCH_CODE[value.dtype] + bits, shape, [] if strides == _usual(shape) else strides)
    name = _NUMPY_CODE[value.dtype]
    if type(value) is not np.ndarray:
        return Form("s:" + name, shape, [])
    gaps = value.size and not value.flags.c_contiguous
    name += _READ_ONLY if not value.flags.writeable else ""
    return Form("a:" + name, shape, [stride // value.itemsize for stride in value.strides] if gaps else [])


def to_raw(value: Any) -> tuple[Form, bytes]:
    """Form and bytes of a value for which `crosses` holds."""
    form = form_of(value)
    if not isinstance(value, torch.Tensor):
        native = value if value.dtype.isnative else value.astype(_NUMPY[_dtype(form)])
        return form, native.tobytes()
    plain = value.detach()
    if form.code[-1] in "*-":
        plain = plain.resolve_conj().resolve_neg()
    if plain.dtype is torch.bfloat16:
        plain = plain.view(torch.int16)
    return form, plain.numpy().tobytes()


def checked_size(form: Form) -> int:
    """How many bytes a claimed form needs. Raises MalformedMessage for a false claim."""
    code, shape, strides = form
    if type(code) is not str or code[:2] not in ("t:", "i:", "p:", "a:", "s:"):
        raise MalformedMessage("an array of an unknown kind")
    if _dtype(form) not in (_NUMPY if code[0] in "as" else _TORCH):
        raise MalformedMessage("an array of an unknown dtype")
    if (
        code[-1] in "*-"
        and not _TORCH[_dtype(form)].is_complex
        and not (code[-1] == "-" and _TORCH[_dtype(form)].is_floating_point and "*" not in code)
    ):
        raise MalformedMessage("an array that cannot be conjugated or negated")
    if type(shape) is not list or len(shape) > MAX_DIMENSIONS or (code[0] == "s" and shape):
        raise MalformedMessage("an array's shape is not a short list of sizes")
    for extent in shape:
        if type(extent) is not int or extent < 0 or extent > _MAX_EXTENT:
            raise MalformedMessage("an array's shape holds something that is no size")
    if math.prod(extent for extent in shape if extent) > _MAX_EXTENT or _is_vast(shape):
        raise MalformedMessage("an array's shape is too large")
    if strides and (type(strides) is not list or len(strides) != len(shape)):
        raise MalformedMessage("an array's strides are not one for each dimension")
    for stride in strides:
        if type(stride) is not int or abs(stride) > _MAX_EXTENT or (stride < 0 and code[0] != "a"):
            raise MalformedMessage("an array's strides hold something that is none")
    return math.prod(shape) * _ITEM[_dtype(form)]


def extra_memory(form: Form) -> int:
    """How many bytes a value with gaps takes beyond its own. The form has been checked."""
    return _span(form) * _ITEM[_dtype(form)] if form.strides else 0


def from_raw(form: Form, raw: memoryview) -> Any:
    """A fresh tensor, parameter, array or scalar that owns its memory.

    Raises MalformedMessage unless ``raw`` has exactly the size that `checked_size` finds.
    """
    if len(raw) != checked_size(form):
        raise MalformedMessage("an array has not as many bytes as its shape needs")
    code, shape, strides = form
    name = _dtype(form)
    if name == "bool":  # any byte may have been sent; only 0 and 1 may be in memory
        values: Any = np.frombuffer(raw, np.uint8).reshape(shape) != 0
    else:
        values = np.frombuffer(raw, np.int16 if name == "bfloat16" else _NUMPY[name]).reshape(shape)
    if code[0] == "s":
        return values.copy()[()]
    memory = np.zeros(_span(form) if form.strides else shape, values.dtype)
    laid_out = _laid_out(memory, form) if form.strides else memory  # which is no view of another then
    laid_out[...] = values
    if code[0] == "a":
        if code.endswith(_READ_ONLY):
            laid_out.flags.writeable = False
        return laid_out
    with torch.inference_mode(code[0] == "i"):
        tensor = torch.empty(memory.size, dtype=_TORCH[name], device="cpu")  # torch's own, so that it can be resized
        (tensor.view(torch.int16) if name == "bfloat16" else tensor).copy_(torch.from_numpy(memory.ravel()))
        tensor = tensor.as_strided(shape, strides) if strides else tensor.resize_(shape)
        if code[-1] in "*-":
            tensor = _turned(tensor, form)
    return torch.nn.Parameter(tensor, requires_grad=False) if code[0] == "p" else tensor


def memory_of(value: Any) -> int:
    """Where the memory begins that a tensor or an array is, or has a part of."""
    if isinstance(value, torch.Tensor):
        return value.untyped_storage().data_ptr() if crosses(value) else id(value)
    while isinstance(getattr(value, "base", None), np.ndarray):
        value = value.base
    return int(value.__array_interface__["data"][0]) if isinstance(value, np.ndarray) else id(value)


def has_company(tensor: torch.Tensor) -> bool:
    """Whether its memory is also somebody else's than the tensor's and the one's that it is a view of.

    Memory that is not torch's own may be, as where `torch.from_numpy` has made the tensor.
    """
    storage = tensor.untyped_storage()
    if not storage.resizable():
        return True
    uses: int = torch._C._storage_Use_Count(storage._cdata)  # noqa: SLF001 - it has no name
    return uses > _USES + (tensor._base is not None)  # noqa: SLF001 - as above


def place_in(value: Any, base: Any) -> int | None:
    """How many bytes behind the beginning of ``base`` a value begins that lies in its memory; None of another."""
    if value is base or type(value) is not type(base) or type(value) not in (np.ndarray, torch.Tensor):
        return None
    if value.dtype != base.dtype or 0 in value.shape or 0 in base.shape:
        return None
    if isinstance(value, torch.Tensor) and not (crosses(value) and crosses(base)):
        return None
    (first, last), (begin, end) = _bounds(value), _bounds(base)
    return first - begin if begin <= first and last <= end else None


def view(base: Any, form: Form, offset: int) -> Any:
    """The value of a checked form in the memory of ``base``; None where that has gaps, or not this value in it."""
    kind = "a:" if isinstance(base, np.ndarray) else "t:"
    if type(base) not in (np.ndarray, torch.Tensor) or not crosses(base):
        return None
    if form_of(base).code.removesuffix(_READ_ONLY) != form.code.removesuffix(_READ_ONLY):
        return None
    if form.code[:2] != kind or form.code[-1] in "*-" or 0 in form.shape or offset < 0 or offset % base.itemsize:
        return None
    if offset + _span(form) * base.itemsize > base.nbytes:
        return None
    if isinstance(base, torch.Tensor):
        if not base.is_contiguous() or base.requires_grad:
            return None
        place = base.storage_offset() + offset // base.itemsize
        return base.as_strided(form.shape, form.strides or _usual(form.shape), place)
    if not (base.flags.c_contiguous or base.flags.f_contiguous):
        return None
    strides = [stride * base.itemsize for stride in form.strides or _usual(form.shape)]
    back = sum((n - 1) * -stride for n, stride in zip(form.shape, strides, strict=True) if stride < 0 < n)
    memory = base if base.flags.c_contiguous else base.T
    found = np.ndarray(form.shape, base.dtype, memory, offset + back, strides)
    if form.code.endswith(_READ_ONLY):
        found.flags.writeable = False
    return found


def _bounds(value: Any) -> tuple[int, int]:
    """The addresses between which a value that holds something lies in memory."""
    if isinstance(value, torch.Tensor):
        strides, start = [stride * value.itemsize for stride in value.stride()], value.data_ptr()
    else:
        strides, start = list(value.strides), value.__array_interface__["data"][0]
    reach = [(n - 1) * stride for n, stride in zip(value.shape, strides, strict=True)]
    return start + sum(r for r in reach if r < 0), start + sum(r for r in reach if r > 0) + value.itemsize


def _turned(tensor: torch.Tensor, form: Form) -> torch.Tensor:
    """The same values, held conjugated or negated in memory."""
    held = tensor.as_strided([_span(form)], [1])
    if "*" in form.code:
        held.conj_physical_()
        tensor = tensor.conj()
    if form.code[-1] == "-":
        held.neg_()
        tensor = torch._neg_view(tensor)  # noqa: SLF001
    return tensor


def _is_vast(shape: Sequence[int]) -> bool:
    """Whether an array of this shape holds nothing, and very much of it."""
    return 0 in shape and math.prod(extent for extent in shape if extent) > _MAX_EMPTY


def _dtype(form: Form) -> str:
    """The dtype's name in a form's code."""
    name = form.code[2:]
    if form.code[0] in "as":
        return name.removesuffix(_READ_ONLY) if form.code[0] == "a" else name
    return name.removesuffix("-").removesuffix("*")


def _laid_out(memory: Any, form: Form) -> Any:
    """The array of this form in that flat memory."""
    if not form.strides:
        return memory.reshape(form.shape)
    start = sum((n - 1) * -stride for n, stride in zip(form.shape, form.strides, strict=True) if stride < 0 < n)
    strides = [stride * memory.itemsize for stride in form.strides]
    return np.lib.stride_tricks.as_strided(memory[start:], form.shape, strides)


def _span(form: Form) -> int:
    """How many elements lie between the first and the last of a value, both included."""
    if not form.strides or 0 in form.shape:
        return math.prod(form.shape)
    return 1 + sum((n - 1) * abs(stride) for n, stride in zip(form.shape, form.strides, strict=True))


def _usual(shape: list[int]) -> list[int]:
    """The strides of values that lie one after the other, as torch counts them."""
    strides, step = [], 1
    for extent in reversed(shape):
        strides.append(step)
        step *= max(extent, 1)
    return strides[::-1]
