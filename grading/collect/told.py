"""What `collect` has done, as a table with every student, as words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.table import Table

from grading.collect.placing import Did, Outcome
from grading.printing import plain


def table(outcomes: Sequence[Outcome]) -> Table:
    """A line for each student, and for what is nobody's."""
    found = Table(box=None, pad_edge=False)
    found.add_column("student", overflow="fold", max_width=24)
    found.add_column("what was done", min_width=9, overflow="fold")
    for title in ("files", "handed in"):
        found.add_column(title, no_wrap=True)
    found.add_column("for a person", overflow="fold", min_width=20)
    for one in outcomes:
        when = f"{one.time:%Y-%m-%d %H:%M}" if one.time else ""
        did = f"{one.did}; {one.former} former kept" if one.former and one.did is not Did.NEWER else str(one.did)
        found.add_row(
            plain(one.student),
            did,
            str(one.files or ""),
            " ".join(filter(None, (when, "late" if one.late else ""))),
            plain("; ".join(one.notes)),
        )
    return found


def words(outcomes: Sequence[Outcome], assignment: str, dry: bool) -> Iterator[str]:
    """How many of each, and what comes next."""
    counts = {did: sum(outcome.did is did for outcome in outcomes) for did in Did}
    told = [f"{number} {did}" for did, number in counts.items() if number]
    yield ", ".join(told) or "There is nothing in it."
    if looked := sum(one.person for one in outcomes):
        yield f"{looked} to be looked at by a person: the last column says why."
    if dry:
        yield "Nothing was written: this was a dry run."
    elif any(one.did in (Did.COLLECTED, Did.NEWER) for one in outcomes):
        yield f"Now: python -m grading autograde {assignment}"


def as_json(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line for each student, and for what is nobody's."""
    for one in outcomes:
        told = asdict(one) | {"time": one.time.isoformat() if one.time else None, "person": one.person}
        yield json.dumps(told)
