"""Who is meant: the course's students as a platform's list has them, and whose work an archive's names tell of.

`read` understands the lists that platforms export, by the columns' names, and nbgrader's own. A student's id, as
``submitted/`` and the gradebook have it, is the ``id`` or the login of such a list, else the email address, else the
platform's number or the name.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.api import Gradebook

from grading.collect.forms import Named
from grading.coursefolder import CourseError
from grading.printing import shown

#: What each platform calls a column; compared in small letters.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("student_id",),
    "login": ("username", "sis login id", "login", "user name", "anmeldename", "benutzername", "nom d'utilisateur"),
    "email": (
        *("email", "email address", "e-mail", "e-mail address", "emailaddress"),
        *("e-mail-adresse", "e-mailadresse", "adresse de courriel", "dirección de correo"),
    ),
    "lms_user_id": (
        *("lms_user_id", "id number", "orgdefinedid", "student id", "sid", "user id"),
        *("id-nummer", "matrikelnummer", "matriculation"),
    ),
    "first_name": ("first_name", "first name", "firstname", "given name", "vorname", "prénom", "nombre", "voornaam"),
    "last_name": (
        *("last_name", "last name", "lastname", "surname", "family name", "nachname"),
        *("nom de famille", "apellido(s)", "achternaam"),
    ),
    "full_name": ("full name", "name", "student", "vollständiger name", "nom complet", "nombre completo"),
    "participant": ("identifier", "identifiant", "identificador"),
    "groups": ("groups", "group", "gruppen", "gruppe", "groupes", "grupos", "group name"),
    "role": ("role", "roles", "rolle", "rollen"),
}
_STUDENTS = ("student", "learner", "teilnehmer", "studierende", "étudiant", "estudiante")
_POINTS_POSSIBLE = "points possible"
_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


@dataclass(frozen=True)
class Person:
    """A student, as lists have it; empty is what none says."""

    id: str = ""
    login: str = ""
    email: str = ""
    lms_user_id: str = ""
    first_name: str = ""
    last_name: str = ""
    full_name: str = ""
    participant: str = ""  # Moodle's number in one assignment
    groups: tuple[str, ...] = ()

    @property
    def student_id(self) -> str:
        """The id in this course."""
        named = self.full_name or f"{self.first_name} {self.last_name}".strip()
        return self.id or self.login or self.email or self.lms_user_id or self.participant or named

    def names(self) -> set[str]:
        """The names by which platforms may call this student, as `_plain` has them."""
        both = (f"{self.first_name} {self.last_name}", f"{self.last_name} {self.first_name}", self.full_name)
        return {_plain(name) for name in both} - {""}

    def is_also(self, other: Person) -> bool:
        """Whether two lists speak of the same student."""
        same = bool(self.identifiers() & other.identifiers()) or self.participant == other.participant != ""
        return same and not (self.id and other.id and self.id != other.id)

    def is_called(self, name: str) -> bool:
        """Whether a platform may call the student so; a team's name may stand in front."""
        return bool({_plain(name), _plain(name.rpartition("-")[2])} - {""} & self.names())

    def identifiers(self) -> set[str]:
        """What identifies the student, in small letters."""
        return {one.casefold() for one in (self.id, self.login, self.email, self.lms_user_id) if one}

    def and_(self, other: Person) -> Person:
        """All that two lists say; the first one's word counts."""
        mine = {name: value for name, value in vars(self).items() if value}
        return replace(other, **mine)


@dataclass(frozen=True)
class Meant:
    """Those whose work something is, and what a person has to know of that."""

    people: list[Person]
    note: str = ""
    is_group: bool = False


class Roster:
    """The students of lists, and of the gradebook."""

    def __init__(self, listed: Iterable[Person] = (), known: Iterable[Person] = ()) -> None:
        """``listed`` are those of lists, ``known`` those whom the gradebook has already."""
        known = list(known)
        self.listed = [_with(person, known) for person in _merged(listed)]
        others = [person for person in known if not any(person.is_also(one) for one in self.listed)]
        self.people = [*self.listed, *others]

    def meant(self, one: Named, platform: str, namesakes: int = 1) -> Meant:
        """Whose work it is.

        ``namesakes`` is how many have that name where the work comes from: a name that is no one's own tells nothing.
        """
        group = [person for person in self.people if _plain(one.name) in map(_plain, person.groups)]
        if one.name and group:
            return Meant(group, f"work of the group {shown(one.name)}", is_group=True)
        if person := self._by_number(one, platform):
            return Meant([person])
        named = self._by_name(one.name)
        if len(named) == namesakes == 1:
            return Meant(named)
        why = f"{max(len(named), namesakes)} students have the name {shown(one.name)}" if named else ""
        return Meant([Person(one.key)], why or ("not in the list" if self.listed else ""))

    def _by_number(self, one: Named, platform: str) -> Person | None:
        for person in self.people:
            if platform == "moodle":  # whose number is the participant's, or a group's
                hidden = not person.names() or not one.name
                same = person.participant == one.key and (hidden or person.is_called(one.name))
            else:
                same = bool({one.key.casefold(), one.email.casefold()} - {""} & person.identifiers())
            if same:
                return person
        return None

    def _by_name(self, name: str) -> list[Person]:
        return [person for person in self.people if person.is_called(name)]


def of_gradebook(gradebook: Gradebook) -> list[Person]:
    """The students whom the gradebook has."""
    return [
        Person(one.id, "", one.email or "", one.lms_user_id or "", one.first_name or "", one.last_name or "")
        for one in gradebook.students
    ]


def read(path: Path) -> list[Person]:
    """The students of a list that a platform has exported.

    Raises: CourseError where no column says who they are; OSError where it cannot be read.
    """
    rows = table(path)
    people = [person for person in persons(rows) if person]
    if not people:
        told = ", ".join(rows[0]) if rows else "nothing"
        raise CourseError(
            f"{path} names no student: its columns are {shown(told)}. It needs one such as id, Username, Email address "
            "or Identifier, as the lists of students have it that Canvas, Moodle and others export as CSV."
        )
    return people


def table(path: Path) -> list[list[str]]:
    """The rows of a table, its header first.

    Raises: CourseError where it is no text with columns; OSError where it cannot be read.
    """
    text = _text(path)
    first = text.split("\n", 1)[0]
    try:
        if text.startswith("PK\x03\x04"):  # as Excel's files and LibreOffice's begin
            raise csv.Error("it is a spreadsheet's own file")
        return list(csv.reader(text.splitlines(keepends=True), delimiter=max(",;\t", key=first.count)))
    except csv.Error as error:
        raise CourseError(f"{path} cannot be read as a table ({error}). Save it as CSV.") from error


def persons(rows: Sequence[Sequence[str]]) -> list[Person | None]:
    """Who stands in each row of a table but its header; None where it is no student."""
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    columns = {name: at for name, called in _COLUMNS.items() if (at := _at(header, called)) is not None}
    if "id" in header:
        columns["lms_user_id" if "student" in header else "id"] = header.index("id")  # Canvas's own, or nbgrader's
    return [_person(row, columns) for row in rows[1:]]


def _person(row: Sequence[str], columns: dict[str, int]) -> Person | None:
    found = {name: row[at].strip().lstrip("#") for name, at in columns.items() if at < len(row)}
    role = found.pop("role", "").casefold()
    teaches = role and not any(one in role for one in _STUDENTS)
    if teaches or _POINTS_POSSIBLE in found.get("full_name", "").casefold():
        return None
    if number := re.fullmatch(r"\D+(\d+)", found.get("id", "")):  # Moodle's worksheet, in another language
        found["participant"] = found.pop("id")
    if "participant" in found:
        number = re.search(r"\d+$", found["participant"])
        found["participant"] = number[0] if number else ""
    if "first_name" not in found and "," in found.get("full_name", ""):
        found["last_name"], found["first_name"] = map(str.strip, found["full_name"].split(",", 1))
    groups = tuple(part.strip() for part in re.split(r"[,;]", found.pop("groups", "")) if part.strip())
    person = Person(**found, groups=groups)
    return person if person.student_id else None


def _at(header: Sequence[str], called: Sequence[str]) -> int | None:
    return next((header.index(name) for name in called if name in header), None)


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS[:-1]:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode(_ENCODINGS[-1])


def _merged(people: Iterable[Person]) -> list[Person]:
    found: list[Person] = []
    for person in people:
        for place, other in enumerate(found):
            if person.is_also(other):
                found[place] = other.and_(person)
                break
        else:
            found.append(person)
    return found


def _with(person: Person, known: Sequence[Person]) -> Person:
    """A student of a list, with the id that the gradebook has for the same one."""
    same = next((other for other in known if person.is_also(other)), None)
    return replace(person, id=same.id).and_(same) if same else person


def _plain(name: str) -> str:
    """A name as it can be compared: letters and digits alone, in small letters, without accents."""
    split = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in split if sign.isalnum())
