"""The last step of autograding: what a person has to look at is flagged in the gradebook, as Formgrader shows it.

nbgrader calls ``FlagForAPerson`` behind its own ``SaveAutoGrades`` (see ``nbgrader_config.py``). Points stay as they
are: a flag asks for a look, and keeps no grade back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedNotebook
from nbgrader.preprocessors import NbGraderPreprocessor

from grading.course import exercise
from grading.hooks.execute import write_record
from grading.hooks.record import Record
from grading.seal.window.records import Verdict

#: These are no judgement of an answer.
ODD = (
    Verdict.NOT_JUDGED,
    Verdict.TIMED_OUT,
    Verdict.OUT_OF_MEMORY,
    Verdict.CRASHED,
    Verdict.NOT_GRADABLE,
    Verdict.INFRASTRUCTURE_ERROR,
)


class FlagForAPerson(NbGraderPreprocessor):
    """Flags a submission that was repaired or not judged, has work elsewhere, or has points that a person once gave.

    A flag that it set for a former submission it takes away; one that a person may have set it leaves.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader with a whole notebook, behind ``SealedExecute`` and ``SaveAutoGrades``."""
        about, record = resources["nbgrader"], resources["record"]
        with Gradebook(about["db_url"]) as gradebook:
            submission = gradebook.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
            by_hand = _by_hand(submission)
            self._leave_to_a_person(submission, record)
            odd = not set(ODD).isdisjoint(record.verdicts.values())
            flagged = bool(odd or record.repairs or record.elsewhere or by_hand)
            if flagged or resources["flagged_before"]:  # by `grading.hooks.submissions`
                submission.flagged = flagged
                gradebook.db.commit()
        for words in by_hand:
            self.log.warning("%s: %s", about["student"], words)
        write_record(resources, replace(record, by_hand=by_hand, flagged=flagged))
        return nb, resources

    def _leave_to_a_person(self, submission: SubmittedNotebook, record: Record) -> None:
        """What was not judged has no points of a check's, and Formgrader asks for them; those of a person's stay."""
        for grade in submission.grades:
            if record.verdicts.get(grade.name) is Verdict.NOT_JUDGED:
                grade.auto_score, grade.needs_manual_grade = None, True


def _by_hand(submission: SubmittedNotebook) -> tuple[str, ...]:
    """The points that a person gave before this submission was graded, in words, and what is to be decided."""
    return tuple(
        f"{grade.manual_score:g} points by hand for {exercise(grade.name)} are from before; its check gives "
        f"{grade.auto_score:g} now. In Formgrader, give them again, or empty the field to let the check count."
        for grade in submission.grades
        if grade.manual_score is not None and grade.auto_score is not None
    )
