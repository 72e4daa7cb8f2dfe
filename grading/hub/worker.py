"""The process that grades for the service: ``python -m grading.hub.worker`` in the course's folder.

`grading.hub.grader` starts it, writes a line of JSON for each check and reads one back. It knows no users and keeps
nothing: what grades is `grading.check`, in a copy of the course that is made anew when the course has changed.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grading import doctor
from grading.check import Refused, SelfCheck, recognised, self_check, total
from grading.course import CONFIG, Course, CourseError
from grading.hooks.pages import printable

_NOT_HERE = "Work on {} cannot be checked here; on these it can: {}."


class Desk:
    """A copy of the course to grade in, for as long as the course stays as it is."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._seen: object = None
        self._open = ExitStack()
        self._check: SelfCheck

    def grade(self, notebook: Path, assignments: Sequence[str]) -> dict[str, Any]:
        """What a student may know of a notebook: points, verdicts, the words of the checks, and where to look next.

        Raises: Refused, in words for the student; CourseError where nothing can be graded.
        """
        self._renew()
        name = recognised(self._course, notebook).parent.name
        if name not in assignments:
            raise Refused(_NOT_HERE.format(name, ", ".join(assignments) or "none yet"))
        exercises = self._check.grade(notebook)
        points, most = total(exercises)
        shown = [asdict(one) | {"message": printable(one.message)} for one in exercises]
        return {"assignment": name, "points": points, "most": most, "exercises": shown}

    def close(self) -> None:
        """Remove the copy, and end what was started in it."""
        self._open.close()

    def _renew(self) -> None:
        files = sorted(path for path in (self._course.root / "source").rglob("*") if path.is_file())
        now = [(path, path.stat().st_mtime_ns, path.stat().st_size) for path in [self._course.root / CONFIG, *files]]
        if now != self._seen:
            self.close()
            sealed = doctor.sealed(self._course)
            if not sealed.ok:
                raise CourseError(f"{sealed.said} Students' notebooks are checked sealed or not at all.")
            self._check = self._open.enter_context(self_check(self._course))
            self._seen = now


def main() -> None:
    """Answer each line until there is no more. What else is printed here goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    desk = Desk(Course(Path.cwd()))
    try:
        for line in sys.stdin:
            print(json.dumps(_answer(desk, json.loads(line))), file=answers, flush=True)
    finally:
        desk.close()


def _answer(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"graded": desk.grade(Path(asked["notebook"]), asked["assignments"])}
    except Refused as error:
        return {"refused": str(error)}
    except CourseError as error:
        return {"failed": str(error)}
    except Exception:  # noqa: BLE001 - one check's failure, whatever it is, is logged by the service, and the next comes
        return {"failed": traceback.format_exc()}


if __name__ == "__main__":
    main()
