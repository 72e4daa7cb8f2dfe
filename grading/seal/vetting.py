"""Checks the outputs that a bench sends, before they get into a notebook.

Trusted side; used by `grading.seal.remote`. A bench is in the student's hands and may send anything;
what passes here has the form of nbformat 4's outputs, plain strings throughout, and a bounded size.
What the outputs *say* (markup, scripts) is for the page that shows them to defuse.
"""

from __future__ import annotations

import json
from typing import Any

from grading.seal.records import Output

_STRANGE: Output = {
    "output_type": "stream",
    "name": "stderr",
    "text": "[An output in an unknown form was left out.]\n",
}
_MOST = 10_000
_DEEPEST = 50  # of lists and objects in one another; what copies and writes a notebook recurses


def outputs(told: Any, limit: int) -> list[Output]:
    """The outputs that have a proper form, in order, up to ``limit`` bytes and some framing."""
    if type(told) is not list:
        return [dict(_STRANGE)]
    kept: list[Output] = []
    room = 2 * limit + 4096
    for item in told[:_MOST]:
        output = _output(_writable(item))
        room -= len(json.dumps(output))
        if room < 0:
            break
        kept.append(output)
    return kept


def updates(told: Any, limit: int) -> list[Output]:
    """Display updates for earlier outputs: each a ``display_id``, ``data`` and ``metadata``."""
    if type(told) is not list:
        return []
    return [
        {"display_id": item["display_id"], "data": item["data"], "metadata": item["metadata"]}
        for item in map(_writable, told[:_MOST])
        if type(item) is dict
        and type(item.get("display_id")) is str
        and _is_bundle(item.get("data"))
        and type(item.get("metadata")) is dict
    ][: limit >> 6]


def _writable(value: Any, depth: int = 0) -> Any:
    """JSON as a file can hold it: no half of a surrogate pair, and nothing where it is nested too deeply."""
    if type(value) is str:
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if depth > _DEEPEST:
        return None
    if type(value) is list:
        return [_writable(item, depth + 1) for item in value]
    if type(value) is dict:
        return {_writable(key): _writable(item, depth + 1) for key, item in value.items()}
    return value


def _output(item: Any) -> Output:
    if type(item) is not dict:
        return dict(_STRANGE)
    kind = item.get("output_type")
    if kind == "stream" and item.get("name") in ("stdout", "stderr") and _texts(item, "text"):
        return {"output_type": kind, "name": item["name"], "text": item["text"]}
    if kind == "error" and _texts(item, "ename", "evalue") and _is_lines(item.get("traceback")):
        return {k: item[k] for k in ("output_type", "ename", "evalue", "traceback")}
    if kind in ("display_data", "execute_result") and _is_bundle(item.get("data")):
        output = {"output_type": kind, "data": item["data"], "metadata": {}}
        if type(item.get("metadata")) is dict:
            output["metadata"] = item["metadata"]
        if kind == "execute_result":
            count = item.get("execution_count")
            output["execution_count"] = count if type(count) is int and 0 <= count < 1 << 31 else None
        shown = item.get("transient")
        if type(shown) is dict and type(shown.get("display_id")) is str:
            output["transient"] = {"display_id": shown["display_id"]}
        return output
    return dict(_STRANGE)


def _texts(item: dict[str, Any], *keys: str) -> bool:
    return all(type(item.get(key)) is str for key in keys)


def _is_lines(value: Any) -> bool:
    return type(value) is list and all(type(line) is str for line in value)


def _is_bundle(value: Any) -> bool:
    """Text for every kind of data, but JSON kinds may hold any JSON."""
    return type(value) is dict and all(type(content) is str or mime.endswith("json") for mime, content in value.items())
