"""What students read is in the course's language, and nothing is decided by it."""

import ast
import re
import tomllib
import types
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import torch
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from typer.testing import CliRunner

import grading
from grading import cli
from grading.course import Course
from grading.coursefolder import CourseError
from grading.hooks import embedding, language, record
from grading.hooks.guide import Guide
from grading.hooks.language import IN_ENGLISH, Language
from grading.hooks.source import released
from grading.seal.window.records import Verdict

from .classes import ROOT
from .conftest import cell

SOURCE = ROOT / "source"
PACKAGE = Path(grading.__file__).parent
TEMPLATE = PACKAGE / "hooks/templates/students_feedback/index.html.j2"
GERMAN = language.known("de", SOURCE)
#: The modules in which the grader says something to a student, each with the calls whose first argument that is.
SAYING = {
    "check.py": {"said", "CourseError", "Refused"},
    "hooks/feedback.py": {"said"},
    "hooks/guide.py": {"said"},
    "hooks/pages.py": {"said"},
    "hooks/repair.py": {"NotGradable"},
    "hooks/submissions.py": {"NotGradable"},
    "seal/examiner/testshell.py": {"TimedOut"},
}


@pytest.fixture(scope="module")
def german(source: NotebookNode) -> NotebookNode:
    """The instructor's notebook of a German course."""
    made = deepcopy(source)
    embedding.embed(made, SOURCE, GERMAN)
    return made


def without_gaps(text: str) -> str:
    return re.sub(r"{[^{}]*}", "{}", text)


def phrase(node: ast.expr) -> str:
    """A text that stands in code, its gaps empty; nothing if it is none."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return without_gaps(ast.literal_eval(node)) if is_text else ""


def expressions(module: str) -> list[ast.expr]:
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.expr)]


def on_the_page() -> list[str]:
    return re.findall(r'said\("([^"]+)"', TEMPLATE.read_text(encoding="utf-8"))


def test_german_lacks_no_word_of_the_checks_and_has_none_that_nobody_says(source: NotebookNode):
    said = embedding.texts(source)
    assert len(said) > 230
    assert said.keys() == language.read(SOURCE / "words.de.toml").keys()


def test_german_lacks_no_word_of_the_page():
    assert len(on_the_page()) > 20
    assert [text for text in (*on_the_page(), *Verdict) if text not in language.known("de").table] == []


@pytest.mark.parametrize(("module", "calls"), SAYING.items())
def test_german_lacks_nothing_that_the_grader_says_to_a_student(module: str, calls: set[str]):
    known = set(map(without_gaps, language.own()))
    made = [node for node in expressions(module) if isinstance(node, ast.Call) and node.args]
    told = [phrase(call.args[0]) for call in made if getattr(call.func, "id", "") in calls]
    assert any(told)
    assert [text for text in told if text and text not in known] == []


def test_german_has_no_word_of_the_graders_that_nobody_says():
    modules = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")]
    said = {phrase(node).strip() for module in modules for node in expressions(module)} | set(
        map(without_gaps, on_the_page())
    )
    begins = re.compile("|".join(f"{str(verdict).capitalize()}: " for verdict in Verdict))
    keys = {key: without_gaps(key) for key in language.own()}
    assert [key for key, text in keys.items() if not {text, begins.sub("", text)} & said] == []


def test_german_is_set_as_german_is():
    """Quotes are „…“, a minus is no hyphen, blanks are single, and nobody is a stranger."""
    odd = re.compile(r"\"| - |”|“\w|  |\b(Sie haben|Ihre[nrm]? (Code|Funktion|Arbeit)|bitte)\b")
    assert [text for text in GERMAN.table.values() if odd.search(re.sub(r"`[^`]*`", "Code", text))] == []


def test_what_has_no_words_yet_stays_english_and_is_listed(tmp_path: Path):
    (tmp_path / "words.fr.toml").write_text(
        'passed = "réussi"\nfailed = ""\n"{score} of {most}" = "{score} sur {most}"'
    )
    said = language.known("fr", tmp_path)
    assert (said("passed"), said("failed"), said("{score} of {most}", score=1, most=3)) == (
        "réussi",
        "failed",
        "1 sur 3",
    )
    missing = language.lacking(said, {"mse-sum": "You took the sum."})
    assert "failed" in missing
    assert "passed" not in missing
    listed = language.as_toml(missing)
    assert '# You took the sum.\nmse-sum = ""' in listed
    (tmp_path / "words.fr.toml").write_text(listed)
    assert language.known("fr", tmp_path).table == {}


def test_a_language_without_a_word_is_not_what_a_page_says_that_it_is_in():
    assert (language.known("de").lang, language.known("fr").lang) == ("de", "en")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"{score} of {most}" = "{score} sur {plus}"', "other gaps than the English one. Give it: {most}, {score}."),
        ('"{score} of {most}" = "{score} sur {"', "other gaps"),
        ('"passed" = 1', 'Write "the English words" = "your words".'),
        ('"passed" = "réussi', "cannot be read"),
        ('"passed" = "a"\n"passed" = "b"', "cannot be read"),
    ],
)
def test_words_that_cannot_be_used_are_named(text: str, words: str, tmp_path: Path):
    (tmp_path / "words.fr.toml").write_text(text)
    with pytest.raises(CourseError, match=r"words\.fr\.toml") as told:
        language.known("fr", tmp_path)
    assert words in str(told.value)


def test_a_misconceptions_words_have_its_gaps(source: NotebookNode):
    with pytest.raises(CourseError, match=r"'mse-fixed-size' has other gaps .* Give it: {SAMPLES}"):
        embedding.drifted(source, SOURCE, Language("de", {"mse-fixed-size": "Durch 1000 geteilt."}))


WORK = "'b' has work on mse_loss; 'c' has work on fit; there 'a', which was graded, is as it was handed out. "
WHAT_COUNTS = "Nothing else was graded: a person has to say what counts."
ARBEIT = (
    "'b' enthält Antworten zu mse_loss; 'c' enthält Antworten zu fit; in 'a', das bewertet wurde, steht dort noch, "
)
WAS_ZAEHLT = "was ausgeteilt wurde. Sonst wurde nichts bewertet: Was zählt, entscheidet deine Lehrperson."
STUDENTS = "the mean of the squared differences of these points"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "'a.ipynb' is a PDF file, not a notebook. Hand in the notebook itself.",
            "'a.ipynb' ist eine PDF-Datei, kein Notebook. Gib das Notebook selbst ab.",
        ),
        (
            "Crashed: This cell did not end well: its process ended itself (exit code 3).",
            "Abgestürzt: Diese Zelle ist nicht gut ausgegangen: der Prozess hat sich selbst beendet (Exit-Code 3).",
        ),
        (WORK + WHAT_COUNTS, ARBEIT + WAS_ZAEHLT),
        ("passed", "passed"),  # which a student has printed
        (STUDENTS, STUDENTS),
    ],
)
def test_a_sentence_of_the_graders_is_told_in_german_and_a_students_as_it_is(said: str, told: str):
    assert GERMAN.told(said) == told
    assert GERMAN.told(f"one\n{said}\n") == f"one\n{told}\n"
    assert IN_ENGLISH.told(said) == said


def test_points_have_a_comma():
    assert (GERMAN.number(2.5), GERMAN.number(3.0), IN_ENGLISH.number(2.5)) == ("2,5", "3", "2.5")


def test_where_to_look_next_is_known_by_german_titles_and_by_english_ones():
    def next_(text: str) -> str:
        about = {"squares": {"solution": True, "grade": False}, "test_squares": {"solution": False, "grade": True}}
        cells = [
            new_code_cell(metadata={"nbgrader": {"grade_id": name, "locked": False, **told}})
            for name, told in about.items()
        ]
        return Guide.of([*cells, new_markdown_cell(text)], GERMAN).next("test_squares", Verdict.FAILED)

    assert next_("#### Tipp 1\nDenk nach.") == "Beginne mit „Tipp 1“ unter squares in deinem Notebook."
    assert next_("#### Hint 1\nDenk nach.") == "Beginne mit „Hint 1“ unter squares in deinem Notebook."
    assert next_("#### Meine Prüfung schlägt fehl").startswith("Öffne „Meine Prüfung schlägt fehl“ unter squares")


def test_the_notebook_of_a_german_course_says_it_and_goes_back_to_english(source: NotebookNode, german: NotebookNode):
    assert embedding.drifted(german, SOURCE, GERMAN) == []
    assert "in the words of 'de'" in embedding.drifted(source, SOURCE, GERMAN)[0]
    explained = record.explained(german)
    assert explained["mse-sum"].startswith("Du hast die Summe der Quadrate genommen")
    assert "1000" in explained["mse-fixed-size"]
    back = deepcopy(german)
    embedding.embed(back, SOURCE, IN_ENGLISH)
    assert back == source


def test_no_student_is_told_what_hidden_tests_are_called(source: NotebookNode, german: NotebookNode):
    hidden = [text for text in embedding.texts(source) if "von Messpunkten" in GERMAN(text)]
    assert hidden == ["another number of samples"]
    everything = "\n".join(one.source for one in german.cells)
    handed_out = "\n".join(one.source for one in released(german, None).cells)
    assert "eine andere Anzahl von Messpunkten" in everything
    assert "eine andere Anzahl von Messpunkten" not in handed_out
    assert "drei Messpunkte" in handed_out


def test_the_command_lists_what_is_to_be_written_and_then_nothing(
    course: Course, source: NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    own = course.copy_to(tmp_path / "course")
    monkeypatch.chdir(own.root)
    words = own.root / "source/words.fr.toml"

    def listed() -> str:
        done = CliRunner().invoke(cli.app, ["words", "fr"])
        assert done.exit_code == 0, done.output
        return done.stdout

    words.write_text(listed().replace('"passed" = ""', '"passed" = "réussi"'), encoding="utf-8")
    table = tomllib.loads(words.read_text(encoding="utf-8"))
    assert table.keys() == embedding.texts(source).keys() | language.own()
    assert language.known("fr", own.root / "source").table == {"passed": "réussi"}
    words.write_text("".join(f"{line} # plus tard\n" for line in words.read_text(encoding="utf-8").splitlines()))
    assert listed() == ""  # what stands there, and has no word yet, is not added once more


WRONG = {
    "mse_loss": [
        lambda p, t: ((p - t) ** 2).mean() / 2,
        lambda p, t: ((p - t) ** 2).sum(),
        lambda p, t: (p - t) ^ 2,
        lambda p, t: None,
        lambda p, t: ((p - t) ** 2).mean().item(),
        lambda p, t: p.nothing,
        lambda p, t: t.detach().numpy()[99],
        lambda p, t: 0 if p > t else 1,
        lambda p: p,
        7,
    ],
    "add_bias_column": [
        lambda X: X,
        lambda X: torch.cat([torch.ones_like(X), X], dim=1),
        lambda X: torch.cat([X, torch.ones_like(X)], dim=0),
        lambda X: torch.ones(1000, 2),
        lambda X: X.append(1),
    ],
    "update_weights": [lambda w, r: w.sub_(r * w.grad), lambda w, r: None, lambda w, r: w.data.add_(r * w.grad)],
    "zero_gradients": [lambda w: None, lambda w: w.grad.zero(), lambda w: w.data.zero_()],
}


def found(notebook: NotebookNode, exercise: str, function: Any) -> tuple[list[str], str]:
    """The codes that the check of an exercise finds of a function, and what it says."""
    names: dict[str, Any] = {}
    exec(cell(notebook, "numbers").source, names)
    module: Any = types.ModuleType("course_checks")
    module.notebook = names | {exercise: function}
    [helpers] = [one.source for one in notebook.cells if one.source.startswith("%%in_module")]
    exec(helpers.partition("\n")[2], module.__dict__)
    test = ast.parse(cell(notebook, f"test_{exercise}").source).body[-1]
    assert isinstance(test, ast.FunctionDef)
    test.decorator_list = []
    exec(compile(ast.Module([test], []), "<test>", "exec"), module.__dict__)
    check = module.Check(exercise, test.name)
    module.__dict__[test.name](check)
    try:
        check.report(at_stake=True)
    except module.CheckFailed as failed:
        return failed.codes, str(failed)
    return [], ""


@pytest.mark.parametrize(("exercise", "function"), [(name, one) for name, those in WRONG.items() for one in those])
def test_the_codes_are_the_same_in_both_languages(
    exercise: str, function: Any, source: NotebookNode, german: NotebookNode
):
    (codes, english), (same, words) = found(source, exercise, function), found(german, exercise, function)
    assert codes == same
    assert bool(codes) == bool(words)
    assert not codes or (english != words and f"{exercise}: noch nicht richtig.\n  • " in words)
    for code in codes:
        assert f"{GERMAN.table[code].replace('{SAMPLES}', '1000')} [{code}]" in words
