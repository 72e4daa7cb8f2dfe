"""The words of the checks: short, to one person, and none that the notebook has not used before."""

import ast
import re

import pytest
from nbformat import NotebookNode

from .classes import ROOT

#: Words of every day, of arithmetic and of Python, beyond those that the notebook's own text has.
EVERYDAY = re.findall(
    r"\w+",
    """
    already anywhere arguments ask assign assigns belong belongs beside bind blows build calls came changed
    checked class coded compared compute condition counted defines different divide divided divides division dot
    dtypes ends exist factors fail false fill filled forgotten front gave good gpu granted halved hold if
    indices infinity joined later lists lost matrices matters meant meet missing misspelt mixed moved multiplied
    multiply nan neither nobody nor older ordinary overwritten parameter parentheses passed per pile piling plus
    power print remember remembered renamed replaced reports root rounded runs sees shorter shuffle single
    somewhere sorted spelling stopped subtract subtracted subtraction tidier took transposed tuple turned type
    wait wanted were whatever yes yours
    """,
)


def table() -> dict[str, str]:
    tree = ast.parse((ROOT / "source/course_checks.py").read_text(encoding="utf-8"))
    [found] = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MISCONCEPTIONS"
    ]
    return dict(ast.literal_eval(found))


MISCONCEPTIONS = table()


def words(text: str) -> set[str]:
    """Those of a text but for its code."""
    return set(re.findall(r"[a-z]{2,}", re.sub(r"`[^`]*`", " ", text).lower()))


@pytest.fixture(scope="module")
def text(source: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in source.cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("code", MISCONCEPTIONS)
def test_a_message_has_at_most_two_sentences_and_speaks_to_you(code: str):
    said = re.sub(r"`[^`]*`", "code", MISCONCEPTIONS[code])
    assert said[-1] in ".?"
    assert len(re.findall(r"[.!?](?= |$)", said)) <= 2
    assert not words(said) & {
        "student",
        "students",
        "learner",
        "user",
        "he",
        "she",
        "we",
        "our",
        "us",
        "please",
        "sorry",
    }


def test_no_message_has_a_word_that_the_notebook_has_not(text: str):
    known = words(text).union(EVERYDAY)
    assert {code: new for code, said in MISCONCEPTIONS.items() if (new := words(said) - known)} == {}


def test_the_list_of_everyday_words_has_none_too_many(text: str):
    used = set().union(*map(words, MISCONCEPTIONS.values()))
    assert [word for word in EVERYDAY if word not in used or word in words(text)] == []


def test_each_word_of_the_list_is_explained_where_it_first_stands(text: str):
    """Explained is what is in italics, at the latest in the paragraph in which a word first stands."""
    title, *_ = text.split("\n\n## ", 1)
    _, *listed = re.findall(r"^\| ([a-z][\w, ]*) \|", text.split("## Words")[1], flags=re.MULTILINE)
    assert len(listed) >= 15
    paragraphs = [part for part in text.removeprefix(title).split("## Words")[0].split("\n\n") if "$$" not in part]
    late = []
    for word in (word for entry in listed for word in entry.split(", ")):
        plain = r"\b" + word.replace(" ", r"\W+") + r"s?\b"
        first = next((part for part in paragraphs if re.search(plain, re.sub(r"`[^`]*`", "", part), re.IGNORECASE)), "")
        if not re.search(rf"\*{plain}\*", first + title, re.IGNORECASE):
            late.append((word, first))
    assert late == []
