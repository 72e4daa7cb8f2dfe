"""Where a student is to look next, by the instructor's notebook: which answer a test is about, and what helps there.

Used by `grading.hooks.feedback` for the page, and by the command ``check``. What a notebook does not have, nothing is
said of: a title is one of its headings, or of its folded parts (``<summary>``), below the cell for the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbgrader import utils

from grading.hooks.language import IN_ENGLISH, Language
from grading.hooks.repair import grade_id
from grading.seal.window.records import Verdict

_TITLE = re.compile(r"^#{1,6} +(.+?)[ #]*$|<summary>(.*?)</summary>", re.MULTILINE)
_FOLDED = re.compile(r"<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
#: What titles of hints begin with, and what is in those of help with a check that fails; another language has its own.
_HINT, _FAILS = "hints, hint", "fail, wrong, stuck"
#: Whatever the notebook has, by verdict; ``{answer}`` is the answer's cell.
_ALWAYS = {
    Verdict.TIMED_OUT: "Look for a loop in {answer} that never ends, or that does more than it must.",
    Verdict.OUT_OF_MEMORY: "Look for what grows in {answer}: a table of n times n numbers is often made by (n, 1) and "
    "(n,).",
    Verdict.CRASHED: "Run the check of {answer} in your notebook: does the kernel die there too?",
}
#: Of a test that is about no answer in particular.
_OF_OTHERS = "Other checks above it did not pass either: repair those first."


def empty(cells: Sequence[NotebookNode]) -> Iterator[tuple[str, str]]:
    """The folded parts without a word in them: by the answer's cell above them, and their titles."""
    above = ""
    for cell in cells:
        if utils.is_solution(cell):
            above = grade_id(cell)
        for title, text in _FOLDED.findall(cell.source) if cell.cell_type == "markdown" else ():
            if not _TAG.sub("", text).strip():
                yield above, _TAG.sub("", title).strip()


@dataclass(frozen=True)
class Guide:
    """What one notebook offers."""

    answers: dict[str, str] = field(default_factory=dict)  # the answer's cell, by the test; of some tests there is none
    titles: dict[str, list[str]] = field(default_factory=dict)  # below each answer's cell, in their order
    said: Language = IN_ENGLISH

    @classmethod
    def of(cls, cells: Sequence[NotebookNode], said: Language = IN_ENGLISH) -> Guide:
        """The guide through an instructor's notebook, in a language; its titles may be in that, or in English.

        A test is about the answer that its name begins with, or else about the one right above it, with nothing but
        text and other tests between.
        """
        made = cls(said=said)
        names = [grade_id(cell) for cell in cells if utils.is_solution(cell)]
        above = last = ""
        for cell in cells:
            if utils.is_solution(cell):
                above = last = grade_id(cell)
            elif utils.is_grade(cell):
                test = grade_id(cell).removeprefix("test_")
                made.answers[grade_id(cell)] = max(
                    (one for one in names if test.startswith(one)), key=len, default=above
                )
            elif cell.cell_type == "code":
                above = ""
            elif last:
                found = (heading or summary for heading, summary in _TITLE.findall(cell.source))
                made.titles.setdefault(last, []).extend(title.strip() for title in found)
        return made

    def next(self, test: str, verdict: Verdict, others_failed: bool = False) -> str:
        """Where to look, in a sentence; nothing where the notebook says nothing of it.

        ``others_failed`` is whether a test above this one did not pass.
        """
        answer = self.answers.get(test, "")
        if not answer:
            return self.said(_OF_OTHERS) if others_failed and verdict is not Verdict.PASSED else ""
        titles, said = self.titles.get(answer, []), self.said
        hints = re.compile(rf"((?:{self._any_of(_HINT)})\b[ \d]*)", re.IGNORECASE)
        hint = next((found[1].strip() for title in titles if (found := hints.match(title))), "")
        failing = re.compile(self._any_of(_FAILS), re.IGNORECASE)
        fails = next((title for title in titles if failing.search(title)), "")
        if verdict is Verdict.FAILED and fails:
            words = "Open “{title}” under {answer} in your notebook."
            if hint:
                words = "Open “{title}” under {answer} in your notebook; if that is not it, the hints above it."
            return said(words, title=fails, answer=answer)
        if verdict in (Verdict.FAILED, Verdict.NOT_ATTEMPTED) and hint:
            return said("Begin with “{title}” under {answer} in your notebook.", title=hint, answer=answer)
        return said(_ALWAYS[verdict], answer=answer) if verdict in _ALWAYS else ""

    def _any_of(self, words: str) -> str:
        """A pattern for each of these words, and for each of those that the language has for them."""
        return "|".join(re.escape(word.strip()) for word in f"{words}, {self.said(words)}".split(","))
