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


def seen(notebook: NotebookNode) -> list[list[Any]]:
    """The outputs of each cell in kind and text: without addresses, temporary paths, tracebacks and pixels.

    A kernel sends a stream in pieces, cut as its clock has it; here they are put together again.
    """
    cells = []
    for cell in notebook.cells:
        outputs: list[Any] = []
        for kind, text in map(kind_and_text, cell.get("outputs", [])):
            if kind in ("stdout", "stderr") and outputs and outputs[-1][0] == kind:
                text = outputs.pop()[1] + text
            outputs.append((kind, text))
        cells.append(outputs)
    return cells


def kind_and_text(output: NotebookNode) -> tuple[str, Any]:
    if output.output_type == "stream":
        return output.name, plain(output.text)
    if output.output_type == "error":
        return output.ename, plain(output.evalue)
    return output.output_type, {kind: plain(data) for kind, data in output.data.items() if kind.startswith("text/")}


def plain(text: str | list[str]) -> str:
    text = "".join(text)
    text = re.sub(r"0x[0-9a-f]+", "0x...", text)
    return re.sub(r"(/tmp|/home)/\S+?/(?=[\w.]+)|<ipython-input-[\w-]+>|ipykernel_\d+/\d+\.py", "", text)
