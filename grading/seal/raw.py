"""Tensors and NumPy arrays as raw bytes, with a dtype code and a shape, and back.

Both sides use it. Nothing is allocated before the claimed dtype, shape and number of bytes have
been found to agree.

A code is ``t:`` (tensor), ``p:`` (`torch.nn.Parameter`), ``a:`` (array) or ``s:`` (NumPy scalar)
followed by the name of a dtype.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from grading.seal.errors import MalformedMessage

MAX_DIMENSIONS = 16
_MAX_EXTENT = 1 << 40

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

#: The exact types that cross as raw bytes.
ARRAY_TYPES: frozenset[type] = frozenset({torch.Tensor, torch.nn.Parameter, np.ndarray})


def crosses(value: Any) -> bool:
    """Whether this tensor, array or NumPy scalar has a form that can cross."""
    if type(value) in (torch.Tensor, torch.nn.Parameter):
        return (
            value.layout is torch.strided
            and value.device.type == "cpu"
            and value.dtype in _TORCH_CODE
            and value.dim() <= MAX_DIMENSIONS
        )
    if type(value) is np.ndarray:
        return value.dtype in _NUMPY_CODE and value.ndim <= MAX_DIMENSIONS
    return isinstance(value, np.generic) and value.dtype in _NUMPY_CODE


def size_of(value: Any) -> int:
    """The number of bytes `to_raw` will make (an expanded tensor's storage is smaller)."""
    if isinstance(value, torch.Tensor):
        return value.numel() * value.element_size()
    return int(value.size) * int(value.itemsize)


def to_raw(value: Any) -> tuple[str, list[int], bytes]:
    """Code, shape and bytes of a value for which `crosses` holds."""
    if isinstance(value, torch.Tensor):
        plain = value.detach()
        dtype = plain.dtype
        if dtype is torch.bfloat16:
            plain = plain.view(torch.int16)
        elif dtype.is_complex:
            plain = plain.resolve_conj()
        if plain.is_neg():
            plain = plain.resolve_neg()
        kind = "p:" if type(value) is torch.nn.Parameter else "t:"
        return kind + _TORCH_CODE[dtype], list(value.shape), plain.numpy().tobytes()
    name = _NUMPY_CODE[value.dtype]
    native = value if value.dtype.isnative else value.astype(_NUMPY[name])
    kind = "a:" if type(value) is np.ndarray else "s:"
    return kind + name, list(value.shape), native.tobytes()


def checked_size(code: Any, shape: Any) -> int:
    """How many bytes a claimed code and shape need. Raises MalformedMessage for a false claim."""
    if type(code) is not str or code[:2] not in ("t:", "p:", "a:", "s:"):
        raise MalformedMessage("an array of an unknown kind")
    if code[2:] not in (_TORCH if code[0] in "tp" else _NUMPY):
        raise MalformedMessage("an array of an unknown dtype")
    if type(shape) is not list or len(shape) > MAX_DIMENSIONS or (code[0] == "s" and shape):
        raise MalformedMessage("an array's shape is not a short list of sizes")
    for extent in shape:
        if type(extent) is not int or extent < 0 or extent > _MAX_EXTENT:
            raise MalformedMessage("an array's shape holds something that is no size")
    if math.prod(extent for extent in shape if extent) > _MAX_EXTENT:
        raise MalformedMessage("an array's shape is too large")
    return math.prod(shape) * _ITEM[code[2:]]


def from_raw(code: str, shape: list[int], raw: memoryview) -> Any:
    """A fresh tensor, parameter, array or scalar that owns its memory.

    Raises MalformedMessage unless ``raw`` has exactly the size that `checked_size` finds.
    """
    if len(raw) != checked_size(code, shape):
        raise MalformedMessage("an array has not as many bytes as its shape needs")
    name = code[2:]
    if name == "bool":  # any byte may have been sent; only 0 and 1 may be in memory
        array = np.frombuffer(raw, np.uint8).reshape(shape) != 0
    else:
        kind = np.int16 if name == "bfloat16" else _NUMPY[name]
        array = np.frombuffer(raw, kind).reshape(shape).copy()
    if code[0] == "a":
        return np.asarray(array)
    if code[0] == "s":
        return np.asarray(array)[()]
    tensor = torch.from_numpy(np.asarray(array))
    if name == "bfloat16":
        tensor = tensor.view(torch.bfloat16)
    return torch.nn.Parameter(tensor, requires_grad=False) if code[0] == "p" else tensor
