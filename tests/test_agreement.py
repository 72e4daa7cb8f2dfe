"""The sandbox changes nothing that a student sees, whoever grades: sealed, by nbgrader, and in an ordinary kernel.

The whole bank is compared with an ordinary process in ``test_class.py``; here a sample of it, and in `make test-all`
all of it, with real kernels, every drawing drawn, and with nbgrader's own command.
"""

import re
from typing import Any

import pytest
from nbformat import NotebookNode

from grading.bank import Submission
from grading.course import Course, exercise
from grading.hooks import record

from .classes import GradedClass, in_tiers, stratified
from .conftest import DAMAGED, HONEST, REFUSED, SUBMISSIONS

pytestmark = pytest.mark.machine


#: A warning as Python writes it, with the line below it.
_WARNING = re.compile(r"^\S+:\d+: \w*Warning: .*\n(?:[ \t]+.*\n)?", re.MULTILINE)


#: Their functions remember earlier calls, and sealed each test meets them as the notebook's cells have left them.
REMEMBERING = {
    "bias_cached",
    "bias_remembers_old_rows",
    "mean_of_all_losses_so_far",
    "momentum_across_calls",
    "zero_only_on_the_first_call",
}
#: A name without a value at the head of a loop's body: Python 3.11 tells the loop's own line of it once it has
#: specialised the function, which takes a few calls, and sealed each test meets the function as it was before.
IN_ANOTHER_LINE = {"mse_uses_a_name_before_it_has_a_value"}
#: Of these a given cell shows in other words that nobody answers, or that it was stopped.
OTHER_WORDS = {"debugs_inside_a_function", "mse_does_not_end"}


@in_tiers(SUBMISSIONS, 24)
def test_a_kernel_gives_the_same_points_messages_and_outputs(
    submission: Submission, with_drawings: GradedClass, in_kernels: GradedClass
):
    name = submission.name
    assert with_drawings.scores[name] == in_kernels.scores[name]
    if name in REMEMBERING | IN_ANOTHER_LINE:
        return
    assert with_drawings.messages(name) == in_kernels.messages(name)
    if name in OTHER_WORDS:
        return
    show_the_same(with_drawings.notebook(name), in_kernels.notebook(name))


@in_tiers([*SUBMISSIONS, *DAMAGED], stratified(SUBMISSIONS, 2) | stratified(REFUSED, 2))
def test_one_by_one_nbgrader_gives_what_the_class_gets(
    submission: Submission, one_by_one: GradedClass, graded: GradedClass
):
    name = submission.name
    assert one_by_one.scores[name] == graded.scores[name]
    assert one_by_one.messages(name) == graded.messages(name)
    assert told(one_by_one.course, name) == told(graded.course, name)


@pytest.mark.parametrize("name", HONEST)
def test_one_by_one_no_damage_touches_another(name: str, one_by_one: GradedClass):
    assert sum(one_by_one.scores[name].values()) == 20


def told(course: Course, name: str) -> list[object]:
    """What a record says, but for the time that it took."""
    found = record.read(course.notebook("autograded", name).with_suffix(".grading.json"))
    assert found is not None
    tests = {name: (test.verdict, test.message) for name, test in found.tests.items()}
    return [tests, found.repairs, found.not_gradable]


def checks_of(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """The test cells by what they test."""
    cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {exercise(cell.metadata.nbgrader.grade_id): cell for cell in cells}


def points(notebook: NotebookNode) -> dict[str, float]:
    """What nbgrader gives for the outputs of the test cells."""
    return {
        name: 0 if any(output.output_type == "error" for output in cell.outputs) else cell.metadata.nbgrader.points
        for name, cell in checks_of(notebook).items()
    }


def said(notebook: NotebookNode) -> dict[str, str]:
    """What the test cells say."""
    return {
        name: "\n".join(output.get("evalue") or output.get("text", "") for output in cell.outputs).strip()
        for name, cell in checks_of(notebook).items()
    }


def show_the_same(sealed: NotebookNode, ordinary: NotebookNode) -> None:
    """Cell by cell; but Python and PyTorch warn once in a process, and a test leaves nothing behind: what a test was
    warned of, and swallowed, the student's next cell is warned of, too.
    """
    warnings, cells = seen(sealed)
    fewer, same = seen(ordinary)
    assert cells == same
    assert warnings >= fewer


def seen(notebook: NotebookNode) -> tuple[set[str], list[tuple[dict[str, str], list[Any]]]]:
    """The warnings, and the outputs of each cell: each stream's text, and the others in kind and text, without pixels
    and tracebacks.

    A kernel cuts its streams in pieces as its clock has it, and which of two comes first is up to that as well.
    """
    warnings: set[str] = set()
    return warnings, [seen_of(cell.get("outputs", []), warnings) for cell in notebook.cells]


def seen_of(outputs: list[NotebookNode], warnings: set[str]) -> tuple[dict[str, str], list[Any]]:
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
    streams = {name: plain(text) for name, text in streams.items()}
    for name, text in streams.items():
        warnings |= set(_WARNING.findall(text))
        streams[name] = _WARNING.sub("", text)
    return {name: text for name, text in streams.items() if text}, others


def plain(text: str) -> str:
    """Without addresses, durations, and the paths of temporary files."""
    text = re.sub(r"0x[0-9a-f]+", "0x...", text)
    text = re.sub(r"[\d.]+(e[+-]?\d+)? (ns|µs|μs|us|ms|s)\b", "...", text)
    return re.sub(r"(/tmp|/home)/\S+?/(?=[\w.]+)|<ipython-input-[\w-]+>|ipykernel_\d+/\d+\.py", "", text)
