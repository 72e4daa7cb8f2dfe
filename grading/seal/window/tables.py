"""Kinds of `grading.seal.window.kinds` that are made of arrays: NumPy's of text, times and records, pandas', SciPy's.

Both sides use it. Pandas and SciPy are never imported here: their kinds are known where a notebook has imported them. A
column crosses as an array, or as a list of plain values; no object of theirs is ever unpickled.
"""

from __future__ import annotations

import math
import sys
import zoneinfo
from typing import Any

import numpy as np

from grading.seal.window import arrays
from grading.seal.window.errors import MalformedMessage
from grading.seal.window.kinds import KINDS, LIBRARIES, Kind, NotPlain, need

_MOST = 1 << 21  # bytes of an array that is told value by value
_NONE = type(None)
_MASKED = ("boolean", *(f"{sign}nt{bits}" for sign in ("I", "UI") for bits in (8, 16, 32, 64)), "Float32", "Float64")
#: Indexes of pandas that are a column, and such as come with how often.
_COLUMNS = ("Index", "CategoricalIndex", "PeriodIndex", "IntervalIndex")
_TIMES = ("DatetimeIndex", "TimedeltaIndex")
_UNITS = ("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "generic")


def array_apart(value: np.ndarray) -> Any:
    """The parts of an array whose bytes alone do not say what it holds: its dtype in words, its shape, its values."""
    dtype = value.dtype
    if arrays.crosses(value):
        return "=", value.shape, value.view()
    if value.ndim > 16 or value.nbytes > _MOST:
        raise NotPlain
    if dtype.kind in "US":
        return dtype.str, value.shape, value.ravel().tolist()
    if dtype.kind in "mM":
        unit, step = np.datetime_data(dtype)
        if step != 1:
            raise NotPlain
        return f"{dtype.kind}8[{unit}]", value.shape, np.ascontiguousarray(value).view("int64").ravel()
    if dtype.kind == "O":
        return "O", value.shape, value.ravel().tolist()
    if dtype.names and dtype.kind == "V" and all(dtype[name].subdtype is None for name in dtype.names):
        return "V", value.shape, {name: value[name].copy() for name in dtype.names}
    raise NotPlain


def array_made(parts: Any) -> np.ndarray:
    """The array of these parts. Raises MalformedMessage."""
    code, shape, values = need(parts, str, tuple, (list, dict, np.ndarray))
    if code == "=" and type(values) is np.ndarray and values.shape == shape:
        return values
    if len(shape) > 16 or any(type(size) is not int or not 0 <= size <= _MOST for size in shape):
        raise MalformedMessage("an array of a shape that it cannot have")
    if type(values) is dict:
        return _records(code, shape, values)
    if len(values) != math.prod(shape):
        raise MalformedMessage("an array has not as many values as its shape needs")
    if code == "O" and type(values) is list:
        made = np.empty(len(values), dtype=object)
        for place, item in enumerate(values):
            made[place] = item
        return made.reshape(shape)
    if code[:2] in ("<U", "|S", ">U") and code[2:].isdigit() and type(values) is list:
        return _text(code, values).reshape(shape)
    if code[:3] in ("m8[", "M8[") and code[3:-1] in _UNITS and type(values) is np.ndarray:
        if values.dtype != np.int64 or values.ndim != 1:
            raise MalformedMessage("times in an unknown form")
        times: np.ndarray = values.copy().view(code).reshape(shape)
        return times
    raise MalformedMessage("an array of an unknown dtype")


def _records(code: str, shape: tuple[int, ...], columns: dict[Any, Any]) -> np.ndarray:
    if code != "V" or any(type(name) is not str or type(v) is not np.ndarray for name, v in columns.items()):
        raise MalformedMessage("records in an unknown form")
    if any(column.shape != shape for column in columns.values()):
        raise MalformedMessage("records whose columns do not agree")
    made = np.zeros(shape, dtype=[(name, column.dtype) for name, column in columns.items()])
    for name, column in columns.items():
        made[name] = column
    return made


def _text(code: str, values: list[Any]) -> np.ndarray:
    of = str if code[1] == "U" else bytes
    if len(values) * int(code[2:]) > _MOST or any(type(item) is not of for item in values):
        raise MalformedMessage("text in an unknown form")
    return np.array(values, dtype=code)


def array_put(target: np.ndarray, fresh: np.ndarray) -> None:
    """Bring an array of such a kind up to date in place; one that has another shape now stays what it was.

    Others may look at its memory, which would be elsewhere then.
    """
    if target.shape != fresh.shape:
        return
    if target.dtype != fresh.dtype:
        raise MalformedMessage("an array changed its dtype in place")
    target[...] = fresh


def _column(values: Any) -> Any:
    """The values of a column or an index as an array, or as a list where an array would lose what they are."""
    pandas = sys.modules["pandas"]
    dtype = values.dtype
    if isinstance(dtype, np.dtype):
        array = np.asarray(values)
        return ("array", np.array(array)) if array.dtype.kind != "O" else ("object", list(array))
    if isinstance(dtype, pandas.StringDtype):
        missing = pandas.isna(values)
        kept = [None if gone else str(item) for item, gone in zip(values, missing, strict=True)]
        return "str" if dtype.na_value is not pandas.NA else "string", kept
    if isinstance(dtype, pandas.CategoricalDtype):
        of = getattr(values, "cat", values)
        return "category", (np.array(of.codes, dtype="int64"), _column(dtype.categories), bool(dtype.ordered))
    of = getattr(values, "array", values)
    if isinstance(dtype, pandas.core.dtypes.dtypes.BaseMaskedDtype):
        missing = np.array(pandas.isna(values))
        return "masked", (str(dtype), of.to_numpy(dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0)), missing)
    if isinstance(dtype, pandas.DatetimeTZDtype):
        times = np.array(of.tz_convert("UTC").tz_localize(None))
        return "zoned", (times, _zone(dtype.tz))
    if isinstance(dtype, pandas.PeriodDtype):
        return "periods", (np.array(of.asi8), str(dtype).removeprefix("period[").rstrip("]"))
    if isinstance(dtype, pandas.IntervalDtype):
        return "intervals", (_column(of.left), _column(of.right), dtype.closed)
    raise NotPlain


def _as_objects(column: Any) -> dict[str, Any]:
    """To have a column of objects stay one, in which pandas would find out what they are."""
    return {"dtype": object} if isinstance(column, np.ndarray) and column.dtype == object else {}


def _zone(zone: Any) -> str:
    """The name of a time zone that has one. Raises ValueError or KeyError: pandas takes the path of a file for one."""
    return zoneinfo.ZoneInfo(str(zone)).key


def _column_made(parts: Any) -> Any:
    pandas = sys.modules["pandas"]
    how, values = need(parts, str, (np.ndarray, list, tuple))
    if how == "array" and type(values) is np.ndarray:
        return values
    if how == "object" and type(values) is list:
        return array_made(("O", (len(values),), values))
    if how in ("str", "string") and type(values) is list and all(type(v) in (str, _NONE) for v in values):
        return pandas.array(values, dtype=how if how == "string" else pandas.StringDtype(na_value=np.nan))
    if how == "masked" and type(values) is tuple:
        name, data, missing = need(values, str, np.ndarray, np.ndarray)
        if name not in _MASKED:
            raise MalformedMessage("a column of an unknown dtype")
        column = pandas.array(data, dtype=name)
        column[missing] = pandas.NA
        return column
    if how == "category" and type(values) is tuple:
        codes, categories, ordered = need(values, np.ndarray, tuple, bool)
        return pandas.Categorical.from_codes(codes, _column_made(categories), ordered)
    if how == "zoned" and type(values) is tuple:
        times, zone = need(values, np.ndarray, str)
        return pandas.array(times).tz_localize("UTC").tz_convert(_zone(zone))
    if how == "periods" and type(values) is tuple:
        ordinals, often = need(values, np.ndarray, str)
        if ordinals.dtype != np.int64 or ordinals.ndim != 1:
            raise MalformedMessage("periods in an unknown form")
        return pandas.PeriodIndex.from_ordinals(ordinals, freq=often).array
    if how == "intervals" and type(values) is tuple:
        left, right, closed = need(values, tuple, tuple, str)
        return pandas.arrays.IntervalArray.from_arrays(_column_made(left), _column_made(right), closed)
    raise MalformedMessage("a column in an unknown form")


def _often(index: Any) -> str | None:
    """How often its times come, where that can be said in words."""
    try:
        type(index)(np.array(index), freq=index.freqstr)
    except ValueError:
        return None
    return index.freqstr  # type: ignore[no-any-return]


def _index_apart(index: Any) -> Any:
    pandas = sys.modules["pandas"]
    if type(index) is pandas.RangeIndex:
        return "range", (index.start, index.stop, index.step), index.name
    if type(index) is pandas.MultiIndex:
        return "multi", index.tolist(), list(index.names)
    name = type(index).__name__
    if type(index) is not getattr(pandas, name, None):
        raise NotPlain
    if name in _COLUMNS:
        return name, _column(index), index.name
    if name in _TIMES:
        return name, (_column(index), _often(index)), index.name
    raise NotPlain


def _index(parts: Any) -> Any:
    pandas = sys.modules["pandas"]
    if type(parts) is not tuple or len(parts) != 3:
        raise MalformedMessage("an index in an unknown form")
    how, values, name = parts
    if how == "range":
        return pandas.RangeIndex(*need(values, int, int, int), name=name)
    if how == "multi" and type(values) is list and all(type(each) is tuple for each in values):
        return pandas.MultiIndex.from_tuples(values, names=need((name,), list)[0])
    if how in _COLUMNS:
        column = _column_made(values)
        return getattr(pandas, how)(column, name=name, **_as_objects(column))
    if how in _TIMES:
        times, often = need(values, tuple, (_NONE, str))
        return getattr(pandas, how)(_column_made(times), name=name, freq=often)
    raise MalformedMessage("an index in an unknown form")


def _series_apart(series: Any) -> Any:
    return _column(series), _index_apart(series.index), series.name


def _series(parts: Any) -> Any:
    if type(parts) is not tuple or len(parts) != 3:
        raise MalformedMessage("a column in an unknown form")
    values, index, name = parts
    column = _column_made(values)
    return sys.modules["pandas"].Series(column, index=_index(index), name=name, **_as_objects(column))


def _frame_apart(frame: Any) -> Any:
    columns = [_column(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return _index_apart(frame.columns), columns, _index_apart(frame.index)


def _frame(parts: Any) -> Any:
    names, columns, index = need(parts, tuple, list, tuple)
    lines, pandas = _index(index), sys.modules["pandas"]
    arrays = [_column_made(column) for column in columns]
    series = {at: pandas.Series(array, index=lines, **_as_objects(array)) for at, array in enumerate(arrays)}
    made = pandas.DataFrame(series, index=lines)
    made.columns = _index(names)
    return made


def _put_table(target: Any, fresh: Any) -> None:
    type(target).__init__(target, fresh)


def _of_text(kind: Any) -> Any:
    return lambda text: kind(need((text,), str)[0])


def _period(kind: Any) -> Any:
    def made(parts: Any) -> Any:
        ordinal, often = need(parts, int, str)
        return kind(ordinal=ordinal, freq=often)

    return made


def _interval(kind: Any) -> Any:
    def made(parts: Any) -> Any:
        if type(parts) is not tuple or len(parts) != 3 or type(parts[2]) is not str:
            raise MalformedMessage("an interval in an unknown form")
        return kind(*parts)

    return made


def _sparse_apart(matrix: Any) -> Any:
    flat = matrix.tocoo()
    rows, columns = flat.coords if hasattr(flat, "coords") else (flat.row, flat.col)
    return matrix.format, tuple(map(int, matrix.shape)), flat.data, np.array(rows, "int64"), np.array(columns, "int64")


def _sparse(kind: Any) -> Any:
    def made(parts: Any) -> Any:
        _, shape, data, rows, columns = need(parts, str, tuple, np.ndarray, np.ndarray, np.ndarray)
        if len(shape) != 2 or any(type(size) is not int or not 0 <= size <= _MOST for size in shape):
            raise MalformedMessage("a sparse matrix of a shape that it cannot have")
        if data.ndim != 1 or data.shape != rows.shape or data.shape != columns.shape or rows.dtype != np.int64:
            raise MalformedMessage("a sparse matrix in an unknown form")
        return kind(sys.modules["scipy.sparse"].coo_array((data, (rows, columns)), shape=shape))

    return made


def _unmasked_apart(value: Any) -> Any:
    """Of a masked array that hides nothing, as Matplotlib has them: a comparison passes over what one hides."""
    if np.ma.getmaskarray(value).any():
        raise NotPlain
    return array_apart(np.asarray(np.ma.getdata(value)))


def _put_result(target: Any, fresh: Any) -> None:
    target.clear()
    target.update(fresh)


def _sparse_put(target: Any, fresh: Any) -> None:
    target.__dict__.update(fresh.__dict__)


KINDS["array"] = Kind(np.ndarray, array_apart, array_made, array_put)
KINDS["masked"] = Kind(np.ma.MaskedArray, _unmasked_apart, lambda parts: np.ma.array(array_made(parts)))
KINDS["matrix"] = Kind(
    np.matrix,
    lambda value: array_apart(np.asarray(value)),
    lambda parts: np.asmatrix(array_made(parts)),
    lambda target, fresh: target.__setitem__(..., fresh),
)
for _scalar in (np.datetime64, np.timedelta64):
    KINDS[_scalar.__name__] = Kind(
        _scalar, lambda value: array_apart(np.array(value)), lambda parts: array_made(parts).reshape(())[()]
    )
_FORMATS = ("csr", "csc", "coo", "lil", "dok", "dia", "bsr")


def kinds_of(module: Any, name: str) -> dict[str, Kind]:
    """The kinds of pandas or SciPy, which has been imported as ``module``."""
    if name == "pandas":
        return {
            "series": Kind(module.Series, _series_apart, _series, _put_table),
            "frame": Kind(module.DataFrame, _frame_apart, _frame, _put_table),
            "timestamp": Kind(module.Timestamp, str, _of_text(module.Timestamp)),
            "time apart": Kind(module.Timedelta, module.Timedelta.isoformat, _of_text(module.Timedelta)),
            "period": Kind(module.Period, lambda v: (v.ordinal, v.freqstr), _period(module.Period)),
            "interval": Kind(module.Interval, lambda v: (v.left, v.right, v.closed), _interval(module.Interval)),
            "missing": Kind(type(module.NA), lambda v: None, lambda p: module.NA),
            "no time": Kind(type(module.NaT), lambda v: None, lambda p: module.NaT),
            **{
                f"index of {name}": Kind(getattr(module, name), _index_apart, _index)
                for name in ("RangeIndex", "MultiIndex", *_COLUMNS, *_TIMES)
            },
        }
    if name == "scipy.optimize":
        of = module.OptimizeResult
        return {"result of optimize": Kind(of, dict, lambda parts: of(need((parts,), dict)[0]), _put_result)}
    return {
        f"sparse {form} {what}": Kind(
            getattr(module, f"{form}_{what}"), _sparse_apart, _sparse(getattr(module, f"{form}_{what}")), _sparse_put
        )
        for form in _FORMATS
        for what in ("matrix", "array")
    }


LIBRARIES.update(dict.fromkeys(("pandas", "scipy.sparse", "scipy.optimize"), kinds_of))
