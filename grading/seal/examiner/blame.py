"""Whose fault it is that grading a submission fails again and again: found out by leaving out what is the student's.

Trusted side; used by `grading.seal.worker` and `grading.autograde.classroom`. What fails with a submission's code
in it and does not without is caused by that code, whatever it is: a crash, which keeps what was right before it. All
else is ours, and no grade.
"""

from __future__ import annotations

from dataclasses import replace

from grading.seal.window.errors import InfrastructureError
from grading.seal.window.records import TESTS, Job, Report, Role, TestResult, Verdict

_WORDS = "The notebook's code broke the grading off, twice; without that code it does not."


def without_its_code(job: Job) -> Job:
    """The same job for a student who has handed in empty cells and nothing else."""
    steps = (replace(step, bench_code=None) if step.role is Role.STUDENT else step for step in job.steps)
    return replace(job, steps=tuple(steps), files=job.given)


def crashed(job: Job, error: InfrastructureError) -> Report:
    """The report on a submission whose code has caused ``error``."""
    known = {result.grade_id: result for result in map(TestResult.from_json, error.tests)}
    told = {"output_type": "error", "ename": "Crashed", "evalue": _WORDS, "traceback": [f"Crashed: {_WORDS}"]}
    tests = (
        known.get(step.grade_id or "")
        or TestResult(
            step.grade_id or "",
            Verdict.CRASHED,
            f"{_WORDS} ({error})",
            (told,),
            None,
            step.index,
            inside=step.role is Role.INSIDE,
        )
        for step in job.steps
        if step.role in TESTS
    )
    return Report((), tuple(tests))


def without_outputs(report: Report) -> Report:
    """The same verdicts, with words alone in the place of whatever the notebook has shown."""
    tests = (
        replace(test, outputs=tuple(output for output in test.outputs if output["output_type"] == "error"))
        for test in report.tests
    )
    cells = (replace(cell, outputs=(), cut=True) for cell in report.cells)
    return replace(report, cells=tuple(cells), tests=tuple(tests))
