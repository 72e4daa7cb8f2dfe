"""Checks the outputs that a bench sends, before they get into a notebook.

Trusted side; used by `grading.seal.sandbox.remote` and the examiner. A bench is in the student's hands and may send
anything; what passes here has the form of nbformat 4's outputs, plain strings throughout, and a bounded size. What the
outputs *say* (markup, scripts) is for the page that shows them to defuse.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from grading.seal.window.records import Output

_STRANGE: Output = {
    "output_type": "stream",
    "name": "stderr",
    "text": "[An output in an unknown form was left out.]\n",
}
_MOST = 10_000
_DEEPEST = 50  # of lists and objects in one another; what copies and writes a notebook recurses
_MOST_METADATA = 1 << 16  # bytes, of one output
_EACH = 64  # bytes that a value takes in memory beside its text
_MOST_WORDS, _MOST_LINES = 20_000, 1000  # characters of an error's name, words and lines; and its lines
#: Kinds of data that may be any JSON, as nbformat's schema has it; all others are text.
_JSON = re.compile(r"application/(.*\+)?json")


def outputs(told: Any, limit: int) -> list[Output]:
    """The outputs that have a proper form, in order: of what comes to ``limit`` bytes, and some framing."""
    if type(told) is not list:
        return [dict(_STRANGE)]
    kept: list[Output] = []
    room = 2 * limit + 4096
    for item in told[:_MOST]:
        item = writable(item)
        room -= size(item)
        if room < 0:
            break
        kept.append(_output(item))
    return kept


def updates(told: Any, limit: int) -> list[Output]:
    """Display updates for earlier outputs, up to ``limit`` bytes: each a ``display_id``, ``data`` and ``metadata``."""
    return list(_updates(told, limit)) if type(told) is list else []


def _updates(told: list[Any], limit: int) -> Iterator[Output]:
    room = 2 * limit
    for item in told[: min(_MOST, limit >> 6)]:
        update = writable(item)
        room -= size(update)
        if room < 0:
            return
        if type(update) is not dict or type(update.get("display_id")) is not str:
            continue
        if not _is_bundle(update.get("data")) or type(update.get("metadata")) is not dict:
            continue
        yield {
            "display_id": update["display_id"],
            "data": update["data"],
            "metadata": _bounded(update["metadata"]),
        }


def size(value: Any) -> int:
    """What JSON costs, in bytes: as text, and something for each of its values, by which a short text can be large."""
    if type(value) is str:
        return _EACH + len(json.dumps(value))
    if type(value) is list:
        return _EACH + sum(map(size, value))
    if type(value) is dict:
        return _EACH + sum(size(key) + size(item) for key, item in value.items())
    return _EACH + (value.bit_length() // 3 if type(value) is int else 0)


def error(output: Output) -> Output:
    """An error output, with no more words than somebody reads."""
    lines = [line[:_MOST_WORDS] for line in output["traceback"][-_MOST_LINES:]]
    while sum(map(len, lines)) > 10 * _MOST_WORDS:
        lines = lines[(len(lines) + 1) // 2 :]
    words = {name: output[name][:_MOST_WORDS] for name in ("ename", "evalue")}
    return {**output, **words, "traceback": lines}


def writable(value: Any, depth: int = 0) -> Any:
    """JSON as a file can hold it.

    No half of a surrogate pair, no number that is none, and nothing where it is nested too deeply.
    """
    if type(value) is str:
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if depth > _DEEPEST:
        return None
    if type(value) is list:
        return [writable(item, depth + 1) for item in value]
    if type(value) is dict:
        return {writable(key): writable(item, depth + 1) for key, item in value.items()}
    return None if type(value) is float and not math.isfinite(value) else value


def _output(item: Any) -> Output:
    if type(item) is not dict:
        return dict(_STRANGE)
    kind = item.get("output_type")
    if kind == "stream" and item.get("name") in ("stdout", "stderr") and _texts(item, "text"):
        return {"output_type": kind, "name": item["name"], "text": item["text"]}
    if kind == "error" and _texts(item, "ename", "evalue") and _is_lines(item.get("traceback")):
        return {k: item[k] for k in ("output_type", "ename", "evalue", "traceback")}
    if kind in ("display_data", "execute_result") and _is_bundle(item.get("data")):
        output = {"output_type": kind, "data": item["data"], "metadata": _bounded(item.get("metadata"))}
        if kind == "execute_result":
            count = item.get("execution_count")
            output["execution_count"] = count if type(count) is int and 0 <= count < 1 << 31 else None
            return output
        shown = item.get("transient")
        if type(shown) is dict and type(shown.get("display_id")) is str:
            output["transient"] = {"display_id": shown["display_id"]}
        return output
    return dict(_STRANGE)


def _bounded(metadata: Any) -> dict[str, Any]:
    """An output's metadata, which say how to show it; none where they are more than that."""
    return metadata if type(metadata) is dict and size(metadata) <= _MOST_METADATA else {}


def _texts(item: dict[str, Any], *keys: str) -> bool:
    return all(type(item.get(key)) is str for key in keys)


def _is_lines(value: Any) -> bool:
    return type(value) is list and all(type(line) is str for line in value)


def _is_bundle(value: Any) -> bool:
    """Text for every kind of data, but JSON kinds may hold any JSON."""
    return type(value) is dict and all(type(data) is str or _JSON.fullmatch(kind) for kind, data in value.items())
