"""A test that has run in the student's own process: what is made of what that process says of it.

Trusted side; used by the examiner. The instructor has asked for it, as `grading.seal.plan` reads from the source.
Whoever runs there can make it say anything, so it is believed for this one cell, and for nothing else. What an error
shows is cut down to what a test outside would show: never the test's own text, but for the line that failed where
students may see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grading.seal.examiner.testshell import HIDDEN, hidden_lines, lines_as_run
from grading.seal.window.records import CellOutputs, Output, Verdict

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
#: Where IPython begins to show a frame: in a cell, or in a file.
_FRAME = re.compile(r"^(?:Cell In\[(?P<cell>\d{1,9})\], line (?P<line>\d{1,9})|File )")
#: By what a test ends where nothing stands yet in the place of a solution.
NOT_ATTEMPTED = ("NotAttempted", "NotImplementedError")


def judged(
    code: str, count: int, done: CellOutputs, outputs: Sequence[Output], trouble: tuple[Verdict, str] | None
) -> tuple[Verdict, str, tuple[Output, ...]]:
    """The verdict on a test, what it says, and the outputs that go into the notebook.

    Args:
        code: the test.
        count: its number in the notebook.
        done: what the bench says of it.
        outputs: what is kept of its outputs.
        trouble: how the bench fared meanwhile, where it did not go well.
    """
    shown = tuple(_shown(code, count, output) for output in outputs)
    if trouble is not None:
        return *trouble, shown
    error = next((output for output in shown if output["output_type"] == "error"), None)
    if error is None and not done.raised:
        return Verdict.PASSED, "", shown
    name, words = (error["ename"], error["evalue"]) if error else (done.raised, "the test did not end")
    if name in NOT_ATTEMPTED:
        return Verdict.NOT_ATTEMPTED, words, shown
    return Verdict.FAILED, f"{name}: {words}", shown


def _shown(code: str, count: int, output: Output) -> Output:
    """An output of the test as a student may see it."""
    if output["output_type"] == "stream":
        return {**output, "name": "stdout"}  # nbgrader takes anything on stderr for a failure
    if output["output_type"] != "error":
        return output
    frames = list(_frames(output["traceback"]))
    own = next((line for cell, line, _ in frames if cell == count), 0)
    others = [text for cell, _, text in frames if cell not in (0, count)]
    lines, words = [], output["evalue"]
    if own in hidden_lines(code):
        if others:  # of what the student's code raised: its words may be made of what it was called with
            words, others = HIDDEN, []
    elif 0 < own <= len(text := lines_as_run(code)):
        lines = [f"----> {text[own - 1].strip()}"]
    return {**output, "evalue": words, "traceback": [*lines, *others, f"{output['ename']}: {words}"]}


def _frames(traceback: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The cell (0 for a file's), the line and the text of each frame that a traceback shows."""
    for part in traceback:
        text = _COLOUR.sub("", part)
        if found := _FRAME.match(text):
            yield int(found["cell"] or 0), int(found["line"] or 0), text.rstrip("\n")
