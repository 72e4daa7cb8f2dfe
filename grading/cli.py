"""The command line, ``python -m grading``: one function a command, and no logic of its own.

Each command imports what it needs when it is called, so help and completion come at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from grading import coursefolder, failures
from grading.coursefolder import CourseError
from grading.printing import console, errors, plain, prepare

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from grading.course import Course
    from grading.hooks.language import Language

#: As it was called: by its script, for which a shell can complete, or as a module.
_NAME = "grading" if Path(sys.argv[0]).stem == "grading" else "python -m grading"
#: What ``check`` ends with where points are lost, and any command that fails.
_LOST = 1
#: What a command ends with that leaves something for a person.
_FOR_A_PERSON = 3

app = typer.Typer(
    no_args_is_help=True,
    help="Grade the notebooks of a course.",
    pretty_exceptions_enable=False,
    add_completion=_NAME == "grading",
)


def _names() -> list[str]:
    """The assignments of this course folder, for a shell to complete."""
    return coursefolder.assignments(Path.cwd())


Assignment = Annotated[
    str | None,
    typer.Argument(help="The assignment's name.", show_default="the only one in source/", autocompletion=_names),
]


def _course(*names: str | None) -> tuple[Course, str]:
    """The course folder that the command runs in, and the assignment that is meant, which is sound.

    With ``names``, an assignment's or none for the only one that there is; else no assignment is looked for.
    """
    from grading.course import Course

    course, assignment = Course(Path.cwd()), ""
    for name in names:
        assignment = course.only() if name is None else name
        course.make_sure(assignment)
    return course, assignment


def _start_ahead() -> None:
    """Have a sandbox start where there is a course folder, before all else that takes seconds is imported."""
    from grading.seal import worker

    coursefolder.verify(Path.cwd())
    worker.start_ahead()


@app.callback()
def _main() -> None:
    """Grade the notebooks of a course."""


@app.command("release")
def release_(
    assignment: Annotated[
        str | None,
        typer.Argument(help="The assignment's name.", show_default="all in source/", autocompletion=_names),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say whether release/ is what source/ makes.")] = False,
) -> None:
    """Make the students' notebooks in release/ from the instructor's in source/.

    First the modules of helpers in source/, such as course_checks.py, are put into all notebooks' cells for them, and
    what has changed is verified, as by the command verify.

    Example: python -m grading release --check
    """
    course, _ = _course()
    said = course.language()
    names = [assignment] if assignment is not None else course.assignments() or [course.only()]
    for name in names:
        course.make_sure(name)
    for source in (source for name in names for source in course.sources(name)):
        _make_ready(course, source, said, check)
    held = [name for name in names if check or _holds(course, name)]
    for name in held:
        for notebook, text in course.release(name).items():
            path = course.notebook("release", source=course.root / "source" / name / notebook)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                console.print(f"Wrote {plain(path.relative_to(course.root))}.", soft_wrap=True)
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CourseError(f"{path} is not what source/ makes today. Run: python -m grading release")
    if refused := [name for name in names if name not in held]:
        raise CourseError(f"Nothing of {', '.join(refused)} was released. Mend that, then run this again.")
    if check:
        console.print("release/ is in step with source/.")


def _holds(course: Course, assignment: str) -> bool:
    """Say what verifying an assignment has found, and whether it can be released."""
    from grading import verify

    found = verify.before_release(course, assignment)
    verify.told(found, console)
    return verify.holds(found)


def _make_ready(course: Course, source: Path, said: Language, check: bool) -> None:
    """Put the helpers into a source's cells; with ``check`` see that they are there. Raises: CourseError."""
    import nbformat

    from grading.hooks import authoring, embedding
    from grading.hooks.language import lacking

    notebook = nbformat.read(source, as_version=4)
    if check and (drifted := embedding.drifted(notebook, source.parents[1], said)):
        raise CourseError("\n".join(drifted))
    if modules := embedding.embed(notebook, source.parents[1], said):
        nbformat.write(notebook, source)
        where = source.relative_to(course.root)
        console.print(f"Put {plain(', '.join(modules))} into {plain(where)}.", soft_wrap=True)
    if faults := authoring.faults(notebook):
        raise CourseError("\n".join(faults))
    if said.code != "en" and (missing := lacking(said, embedding.texts(notebook))) and not check:
        words = f"{len(missing)} texts have no words in {said.code!r} and stay English: those that are empty in "
        words += f"source/words.{said.code}.toml, and what python -m grading words {said.code} lists."
        console.print(words, soft_wrap=True)


@app.command("words")
def words_(
    language: Annotated[str, typer.Argument(help="Two letters, as 'de' for German.")],
) -> None:
    """Print what students would still read in English, as lines for the file of a language's words.

    With the words of the checks and of this package, so that nothing need be looked for elsewhere.

    Example: python -m grading words fr >> source/words.fr.toml
    """
    course, _ = _course()
    import nbformat

    from grading.hooks import embedding
    from grading.hooks import language as languages

    said, texts = languages.known(language, course.root / "source"), dict[str, str]()
    for name in course.assignments():
        course.make_sure(name)
        for source in course.sources(name):
            texts |= embedding.texts(nbformat.read(source, as_version=4))
    missing = languages.lacking(said, texts)
    begun = {
        key
        for path in languages.files_of(language, course.root / "source")
        if path.is_file()
        for key in languages.read(path)
    }
    if new := {key: words for key, words in missing.items() if key not in begun}:
        print(languages.as_toml(new))
    errors.print(f"{len(missing)} texts have no words in {language!r}.", soft_wrap=True)


@app.command("verify")
def verify_(
    assignment: Assignment = None,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON instead of the table.")] = False,
) -> None:
    """Look whether an assignment can be graded as it is: an author's last look before it goes out.

    Its solution is graded sealed and in an ordinary kernel, test by test, its release untouched; files are searched for
    secrets. The exit status is 0 where everything holds, else 1.

    Example: python -m grading verify linear_regression
    """
    from grading import verify

    course, name = _course(assignment)
    known = verify.state(course, name)
    found = verify.findings(course, name, known)
    if as_json:
        print(verify.as_json(name, known, found))
    else:
        verify.tell(name, known, found, console)
    raise typer.Exit(0 if verify.holds(found) else _LOST)


@app.command("demo")
def demo_(
    folder: Annotated[Path, typer.Option(help="The new course's folder.")] = Path("build/demo"),
    submissions: Annotated[
        Path | None, typer.Option(help="A bank of submissions instead of the sample.", show_default=False)
    ] = None,
) -> None:
    """Grade a sample class of this course's one assignment from end to end.

    Example: python -m grading demo --folder build/demo
    """
    _start_ahead()
    from grading import bank, demo

    course, _ = _course(None)
    demo.run(course, bank.load(submissions or demo.sample()), folder, console)


@app.command("collect")
def collect_(
    assignment: Annotated[str, typer.Argument(help="The assignment's name.", autocompletion=_names)],
    archives: Annotated[
        list[Path], typer.Argument(help="What was downloaded: archives, folders, or files.", metavar="ARCHIVE...")
    ],
    roster: Annotated[
        list[Path] | None,
        typer.Option(help="A list of the students, as the platform exports it (CSV): who is who, and who is missing."),
    ] = None,
    platform: Annotated[
        Literal["canvas", "moodle", "blackboard", "brightspace", "ilias", "gradescope", "classroom", "folder"] | None,
        typer.Option("--from", help="The platform, where the names do not show it.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each student.")] = False,
) -> None:
    """Collect what a class has handed in on a learning platform, from the archives that it lets one download.

    The newest attempt of each student comes into submitted/, former ones are kept in downloaded/. The exit status is 0,
    or 3 where something is left for a person to look at.

    Example: python -m grading collect linear_regression submissions.zip --roster students.csv
    """
    from grading.collect import run, told

    course, name = _course(assignment)
    outcomes = run.collect(course, name, archives, roster or (), platform or "", dry_run)
    if as_json:
        print("\n".join(told.as_json(outcomes)))
    else:
        console.print(told.table(outcomes))
        for line in told.words(outcomes, name, dry_run):
            console.print(plain(line), soft_wrap=True)
    raise typer.Exit(_FOR_A_PERSON if any(one.person for one in outcomes) else 0)


@app.command("autograde")
def autograde_(
    assignment: Assignment = None,
    workers: Annotated[
        int, typer.Option(min=1, help="How many submissions to run at once on this machine.")
    ] = os.cpu_count() or 1,
    scheduler: Annotated[
        str | None, typer.Option(help="Run them on the workers of a Dask scheduler, such as tcp://127.0.0.1:8786.")
    ] = None,
    student: Annotated[str, typer.Option(help="One student's id, or a pattern such as 'a*'.")] = "*",
    force: Annotated[bool, typer.Option("--force", help="Grade again what has its grades already.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on with what arrives or changes, until Ctrl+C.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each submission and the end.")] = False,
) -> None:
    """Grade a class: every submission that is new or has changed, several at once.

    The exit status is 0, or 3 where submissions are left for a person to look at. A run that was ended goes on where it
    stopped when it is started again. With --watch a submission is graded as soon as its files have been at rest for
    some seconds, or for a minute where its notebook cannot be read.

    Example: python -m grading autograde linear_regression --workers 4
    """
    if scheduler is None:
        _start_ahead()
    from grading.autograde import arrivals, classroom
    from grading.autograde.progress import Progress
    from grading.seal import worker

    course, name = _course(assignment)
    with contextlib.ExitStack() as until_done:
        pool: Executor
        if scheduler is None:
            pool = until_done.enter_context(worker.pool(workers))
        else:
            from grading.autograde import cluster  # Dask need not be installed

            pool, workers = until_done.enter_context(cluster.pool(scheduler))
        progress = until_done.enter_context(Progress(console, as_json))
        grade = partial(classroom.autograde, course, name, pool, workers, student, force, progress.begin, progress.end)
        if not watch:
            grade()
        else:
            classroom.make_sure(course, name, pool)
            errors.print(f"Watching for submissions of {name}. Ctrl+C ends it.", soft_wrap=True)
            with contextlib.suppress(KeyboardInterrupt):
                for arrived in arrivals.batches(arrivals.submitted(course, name, student)):
                    grade(ready=arrived.__contains__)
    raise typer.Exit(progress.finish())


@app.command("feedback")
def feedback_(
    assignment: Assignment = None,
    workers: Annotated[int, typer.Option(min=1, help="How many pages to write at once.")] = os.cpu_count() or 1,
    student: Annotated[str, typer.Option(help="One student's id, or a pattern such as 'a*'.")] = "*",
    force: Annotated[bool, typer.Option("--force", help="Write also the pages that are as they should be.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each submission and the end.")] = False,
) -> None:
    """Write a class's feedback pages: those of all whose grades, comments or notebooks have changed, several at once.

    The exit status is 0, or 3 where a page could not be written. A run that was ended goes on where it stopped when it
    is started again.

    Example: python -m grading feedback linear_regression
    """
    from grading.autograde import feedback, writers
    from grading.autograde.progress import PagesProgress

    course, assignment = _course(assignment)
    with writers.pool(workers) as pool, PagesProgress(console, as_json) as progress:
        feedback.write(course, assignment, pool, student, force, progress.begin, progress.end)
    raise typer.Exit(progress.finish())


@app.command("regrade")
def regrade_(
    assignment: Assignment = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write the new grades; the former gradebook is kept.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Return to what was before the last --apply.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="How many submissions to run at once.")] = os.cpu_count() or 1,
    student: Annotated[str, typer.Option(help="One student's id, or a pattern such as 'a*'.")] = "*",
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each submission and the end.")] = False,
) -> None:
    """Grade a class anew after a test was mended: who would change and by how much. Nothing is written without --apply.

    Points and comments given by hand stay. The exit status is 0, or 3 where submissions could not be graded anew; they
    keep the grades that they have.

    Example: python -m grading regrade linear_regression --apply
    """
    if apply and undo:
        raise typer.BadParameter("--apply and --undo are two directions. Give one of them.")
    from grading.autograde.progress import Progress
    from grading.regrade import changes, run
    from grading.seal import worker

    course, name = _course(assignment)
    if undo:
        for line in run.undo(course, name):
            console.print(line, soft_wrap=True, markup=False, highlight=False)
        return
    with (
        worker.pool(workers) as pool,
        Progress(console, as_json) as progress,
        run.graded_anew(course, name, pool, workers, student, progress.begin, progress.end) as both,
    ):
        found = changes.outcome(both)
        if apply:
            both.apply()
    status = progress.finish()
    if as_json:
        print(changes.as_json(found, apply))
    else:
        console.print(changes.tables(found))
        for line in changes.words(found, name, apply):
            console.print(plain(line), soft_wrap=True)
    raise typer.Exit(status)


@app.command("check")
def check_(
    notebook: Annotated[Path, typer.Argument(help="The notebook that you work in.")],
    page: Annotated[
        Path | None,
        typer.Option(
            help="Where the feedback page goes; beside the notebook if not given, or in check/ where that would be in "
            "a course's source/, release/ or submitted/."
        ),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Grade it again whenever it is saved, until Ctrl+C.")] = False,
    unsealed: Annotated[
        bool, typer.Option("--unsealed", help="In an ordinary kernel instead of the sandbox. For your own notebooks.")
    ] = sys.platform != "linux",
    fail_under: Annotated[
        str, typer.Option(help="The points, or per cent of them such as 60%, below which the exit status is 1.")
    ] = "100%",
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON instead of the table.")] = False,
) -> None:
    """Grade one notebook for its owner, exactly as a class is graded. Run it in the course's folder.

    Files beside the notebook are handed in with it if its folder is named after the assignment, as in nbgrader.

    The exit status is 1 where any point is lost, or where there are fewer points than --fail-under says; else it is 0.
    With --watch it is that of the last time that the notebook was graded.

    Example: python -m grading check build/lab/linear_regression/linear_regression.ipynb --watch
    """
    if not unsealed:
        _start_ahead()
    from grading import check

    course, _ = _course()
    for name in course.assignments():
        course.make_sure(name)
    said = course.language()
    with check.telling(said):
        check.find(notebook)
        check.recognised(course, notebook)
        try:
            check.threshold(fail_under, 0)
        except ValueError:
            raise typer.BadParameter("--fail-under takes a number of points, or per cent of them as in 60%.") from None
        page = check.page_of(course, notebook, page)
    if unsealed and not as_json:
        words = "UNSEALED: in an ordinary kernel, not in the sandbox: the points are the same, the protection is not."
        console.print(said(words))
    status = _LOST
    with check.self_check(course, not unsealed) as owner, contextlib.suppress(KeyboardInterrupt):
        for _ in check.changes(notebook) if watch else (None,):
            try:
                with check.telling(said):
                    exercises = owner.grade(notebook, page)
            except CourseError as error:
                if not watch:
                    raise
                status = _LOST
                errors.print(plain(error, lines=True), soft_wrap=True)
                continue
            points, most = check.total(exercises)
            status = _LOST if points < check.threshold(fail_under, most) else 0
            if as_json:
                print(check.as_json(exercises, page, not unsealed), flush=True)
            else:
                console.print(check.table(exercises, said))
                console.print(plain(said("Feedback page: {page}", page=page)), soft_wrap=True)
    raise typer.Exit(status)


@app.command("report")
def report_(
    assignment: Assignment = None,
    format_: Annotated[
        Literal["html", "json", "csv"], typer.Option("--format", help="A page to read, or its numbers.")
    ] = "html",
    output: Annotated[
        Path | None, typer.Option(help="The file to write.", show_default="report/ASSIGNMENT.FORMAT")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="Name the students behind each notice, with links.")] = False,
) -> None:
    """Show the class of this course folder at a glance: scores, exercises, misconceptions, what needs a person.

    Example: python -m grading report linear_regression
    """
    from grading.report import collect, document

    course, name = _course(assignment)
    path = output or course.root / "report" / f"{name}.{format_}"
    document.write(collect.analyse(course, name, names), path, document.Format(format_))
    console.print(f"Wrote {plain(path)}.", soft_wrap=True)


@app.command("hub")
def hub_() -> None:
    """Grade for the button Check of a JupyterHub, which starts this in the course's folder as one of its services.

    Example: python -m grading hub
    """
    course, _ = _course()
    for name in course.assignments():
        course.make_sure(name)
    try:
        from grading.hub import service  # JupyterHub need not be installed
    except ModuleNotFoundError as error:
        from grading import extras

        raise CourseError(f"{error.name} is not installed here: {extras.install('hub')}") from error
    service.serve(course)


@app.command("roster")
def roster_(
    lists: Annotated[
        list[Path], typer.Argument(help="Lists of the students, as a platform exports them (CSV).", metavar="LIST...")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Enter the students of a platform's list into the gradebook: ids, names, addresses, the platform's numbers.

    Example: python -m grading roster students.csv
    """
    from grading.term import roster

    course, _ = _course()
    for line in roster.enrol(course, lists, dry_run).words():
        console.print(plain(line), soft_wrap=True)
    if dry_run:
        console.print("Nothing was written: this was a dry run.")


@app.command("extend")
def extend_(
    assignment: Annotated[str, typer.Argument(help="The assignment's name.", autocompletion=_names)],
    student: Annotated[str | None, typer.Argument(help="The student's id.", show_default="shows all")] = None,
    days: Annotated[float | None, typer.Option(min=0, help="By how many days; 0 takes it away.")] = None,
    until: Annotated[
        datetime | None,
        typer.Option(help="Until when, in this machine's time.", formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    ] = None,
) -> None:
    """Give a student more time; without a student, show who has an extension.

    Example: python -m grading extend linear_regression flast --days 2
    """
    from grading.term import extensions

    course, name = _course(assignment)
    if student is None:
        lines = [f"{one.student}: until {one.due:%Y-%m-%d %H:%M}" for one in extensions.held(course, name)]
        for line in lines or ["Nobody has an extension."]:
            console.print(plain(line), soft_wrap=True)
        return
    if (days is None) == (until is None):
        raise typer.BadParameter("An extension is by --days, or --until a time. Give one of them.")
    given = extensions.grant(course, name, student, timedelta(days=days or 0), until)
    console.print(plain(f"{student} may hand in until {given.due:%Y-%m-%d %H:%M}."), soft_wrap=True)
    if given.was_graded:
        again = f"python -m grading autograde {name} --student {student} --force"
        console.print(plain(f"It was graded before. For the late penalty: {again}"), soft_wrap=True)


@app.command("archive")
def archive_(
    output: Annotated[
        Path | None, typer.Option(help="The file to write.", show_default="archive/COURSE-DATE.tar.gz")
    ] = None,
) -> None:
    """Pack the whole course into one file with a check sum: gradebook, records, notebooks, all that was handed in.

    The exit status is 0, or 3 where something could not be packed, which is said.

    Example: python -m grading archive
    """
    from grading.term import archive

    course, _ = _course()
    name = f"{course.settings().course_id or course.root.resolve().name}-{datetime.now().astimezone():%Y-%m-%d}.tar.gz"
    packed = archive.pack(course, output or course.root / "archive" / name)
    console.print(plain(f"Wrote {packed.path}: {packed.files} files, {packed.bytes >> 20} MB."), soft_wrap=True)
    console.print(f"SHA-256: {packed.sha256}", soft_wrap=True)
    for one in packed.left:
        errors.print(plain(f"Not packed: {one}"), soft_wrap=True)
    raise typer.Exit(_FOR_A_PERSON if packed.left else 0)


@app.command("doctor")
def doctor_(
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each finding.")] = False,
) -> None:
    """Look whether everything that grading needs is there, in this folder and on this machine; say what to do.

    The exit status is 0 where everything is well, else 1.

    Example: python -m grading doctor
    """
    from grading import doctor

    raise typer.Exit(doctor.tell(doctor.findings(Path.cwd()), console, as_json))


def main() -> None:
    """Run the command line; an expected failure is one clear message on standard error and exit status 1."""
    prepare()
    try:
        app(prog_name=_NAME)
    except Exception as error:
        if (words := failures.words(error)) is None:
            raise
        errors.print(plain(words, lines=True), style="red", soft_wrap=True)
        raise SystemExit(_LOST) from None
