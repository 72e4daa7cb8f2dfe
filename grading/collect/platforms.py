"""Whose each file of a platform's archive is: what the names in it say, in the forms that the platforms document.

`recognised` tells by its names which platform an archive is of. Each form and where it is from; of Blackboard,
Brightspace, Gradescope and Google Classroom it is what public programs that read their archives expect:

**Canvas** (``lib/content_zipper.rb`` in https://github.com/instructure/canvas-lms):
``lastfirst_4711_90210_work.ipynb``, that is the name (of a group, its own) in small letters, ``LATE`` where it is, the
user's id, the file's id, the file's name. Where students are anonymous: ``anon_`` and an id of that assignment in the
place of name and user's id. A text or an address that was typed in is ``lastfirst_4711_text.html`` or ``…_link.html``.
A file's name has got ``-1`` where the student has handed in another of that name before.

**Moodle** (``mod/assign/classes/downloader.php`` and before it ``mod/assign/locallib.php`` in
https://github.com/moodle/moodle): ``First Last_4711_assignsubmission_file/work.ipynb``, that is the name
(``Participant`` where it is hidden) and the participant's number in that assignment, or of a team its name and the
group's id; up to 4.0 the folder ends in ``_``, and a team's name stands with ``-`` before the student's. Downloaded
without folders, the file's name follows after a ``_``. What was typed in is in ``…_assignsubmission_onlinetext/``.

**Blackboard**: ``Title_user_attempt_2026-03-01-14-05-09_work.ipynb``, the word ``attempt`` in the course's language;
for each attempt a receipt ``….txt`` without a file's name, which says who it was, and what each file was called
before Blackboard shortened its name.

**ILIAS** (``getDirectoryNameFromUserData`` and ``downloadAllAssignmentFiles`` in ``class.ilExSubmission.php``,
https://github.com/ILIAS-eLearning/ILIAS): ``Last_First_login_4711/work.ipynb``, in ``Team 12/`` where there are teams;
late files begin with ``Late Submission -``, in the course's language.

**Brightspace**: a folder for each time that somebody handed in, ``12345-67890 - First Last - Mar 1, 2026 205 PM/``, and
an ``index.html`` around them.

**Gradescope**: a folder for each submission, and ``submission_metadata.yml``, which says who handed it in
(``:submitters:``) and when (``:created_at:``).

**Google Classroom** keeps files in a folder of Drive: a copy that was made for each student is
``First Last - work.ipynb``. Of a file with another name nothing says whose it is. What Google Forms collects is
``work - First Last.ipynb``.

**A folder of files**: a folder for each student, or a file named after them (``lastfirst.ipynb``, ``lastfirst_a.zip``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from grading.collect import forms
from grading.collect.forms import Found, Read

FORMS: Mapping[str, Callable[[Sequence[str], Read, Sequence[str]], Found]] = {
    "gradescope": forms.gradescope,
    "moodle": forms.moodle,
    "blackboard": forms.blackboard,
    "brightspace": forms.brightspace,
    "canvas": forms.canvas,
    "ilias": forms.ilias,
    "classroom": forms.classroom,
    "folder": forms.folder,
}


def recognised(paths: Sequence[str], read: Read, asked: Sequence[str], wanted: str = "") -> tuple[str, Found]:
    """The platform that an archive is of, and whose each file is.

    ``asked`` are the names of the assignment's notebooks, ``wanted`` is a platform's name where a person has said it.
    Else it is the one by whose form most files are named, and at least half; a folder of files where there is none.
    """
    if wanted:
        return wanted, FORMS[wanted](paths, read, asked)
    best, most = "", Found()
    for name, form in FORMS.items():
        if name != "folder" and len(found := form(paths, read, asked)) > len(most):
            best, most = name, found
    if best and 2 * len(most) >= len(paths):
        return best, most
    return "folder", FORMS["folder"](paths, read, asked)


def own_form(paths: Sequence[str], read: Read, asked: Sequence[str]) -> bool:
    """Whether an archive in a folder is a platform's, and not one that a student has handed in."""
    return recognised(paths, read, asked)[0] not in ("folder", "classroom")
