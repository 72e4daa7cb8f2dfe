"""The students of a platform's list come into the gradebook. The command ``roster`` calls `enrol`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.collect import people
from grading.course import Course
from grading.printing import shown

#: What the gradebook keeps of a student besides the id.
_KEPT = ("first_name", "last_name", "email", "lms_user_id")
_MOST_NAMED = 10


@dataclass(frozen=True)
class Enrolled:
    """What became of the students of some lists, by their ids."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    as_before: tuple[str, ...]
    others: tuple[str, ...]  # whom the gradebook has and the lists have not; nobody is removed

    def words(self) -> Iterator[str]:
        """The same in words."""
        yield f"{len(self.new)} new, {len(self.changed)} changed, {len(self.as_before)} as before."
        if self.others:
            more = ", ..." if len(self.others) > _MOST_NAMED else ""
            told = ", ".join(self.others[:_MOST_NAMED])
            yield f"{len(self.others)} in the gradebook are not in the list, and stay: {shown(told)}{more}"


def enrol(course: Course, lists: Sequence[Path], dry: bool = False) -> Enrolled:
    """Enter the students of these lists, and what they say of those who are there; an empty cell changes nothing.

    With ``dry``, nothing is written.

    Raises: CourseError where a list names no student, or the gradebook cannot be read.
    """
    new, changed, as_before = [], [], []
    with course.gradebook() as gradebook:
        listed = [person for path in lists for person in people.read(path)]
        held = {student.id: student for student in gradebook.students}
        roster = people.Roster(listed, people.of_gradebook(gradebook))
        for person in roster.listed:
            student = person.student_id
            said = {name: value for name in _KEPT if (value := getattr(person, name))}
            if student not in held:
                new.append(student)
            elif any(getattr(held[student], name) != value for name, value in said.items()):
                changed.append(student)
            else:
                as_before.append(student)
                continue
            if not dry:
                gradebook.update_or_create_student(student, **said)
    others = sorted(held.keys() - {*new, *changed, *as_before})
    return Enrolled(tuple(new), tuple(changed), tuple(as_before), tuple(others))
