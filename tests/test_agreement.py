"""The sandbox changes nothing that a student sees: sealed and in an ordinary kernel, the bank comes out the same."""

import re
from typing import Any

import pytest
from nbformat import NotebookNode

from .conftest import SUBMISSIONS, UNTOUCHED, GradedClass

every_submission = pytest.mark.parametrize("name", [*(submission.name for submission in SUBMISSIONS), UNTOUCHED])


@every_submission
def test_the_scores_agree(name: str, graded: GradedClass, unsealed: GradedClass):
    assert graded.scores[name] == unsealed.scores[name]


@every_submission
def test_the_messages_agree(name: str, graded: GradedClass, unsealed: GradedClass):
    assert graded.messages[name] == unsealed.messages[name]


@every_submission
def test_the_outputs_agree(name: str, graded: GradedClass, unsealed: GradedClass):
    assert seen(graded.notebook(name)) == seen(unsealed.notebook(name))


def seen(notebook: NotebookNode) -> list[tuple[dict[str, str], list[Any]]]:
    """The outputs of each cell: each stream's text, and the others in kind and text, without pixels and tracebacks.

    A kernel cuts its streams in pieces as its clock has it, and which of two comes first is up to that as well.
    """
    return [seen_of(cell.get("outputs", [])) for cell in notebook.cells]


def seen_of(outputs: list[NotebookNode]) -> tuple[dict[str, str], list[Any]]:
    streams: dict[str, str] = {}
    others: list[Any] = []
    for output in outputs:
        if output.output_type == "stream":
            streams[output.name] = streams.get(output.name, "") + "".join(output.text)
        elif output.output_type == "error":
            # nbgrader adds one for a misspelt magic, of which a notebook shows the words on stderr alone.
            others += [(output.ename, plain(output.evalue))] if output.ename != "UsageError" else []
        else:
            text = {kind: plain("".join(data)) for kind, data in output.data.items() if kind.startswith("text/")}
            others.append((output.output_type, text))
    if (
        sum(text.count("\n") for text in streams.values()) > 500
    ):  # nbgrader cuts long ones, between the streams as they come
        streams = dict.fromkeys(streams, "long")
    return {name: plain(text) for name, text in streams.items()}, others


def plain(text: str) -> str:
    """Without addresses, durations, and the paths of temporary files."""
    text = re.sub(r"0x[0-9a-f]+", "0x...", text)
    text = re.sub(r"[\d.]+(e[+-]?\d+)? (ns|µs|μs|us|ms|s)\b", "...", text)
    return re.sub(r"(/tmp|/home)/\S+?/(?=[\w.]+)|<ipython-input-[\w-]+>|ipykernel_\d+/\d+\.py", "", text)
