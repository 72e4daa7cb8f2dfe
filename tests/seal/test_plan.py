"""The plan of a run: the source alone says what is a test, and what it holds."""

import pytest

from grading.seal.plan import plan
from grading.seal.window.records import Role, Step
from tests.seal.toy import cell, submit, toy


def steps(submission):
    return [(s.role, s.index, s.grade_id) for s in plan(submission, toy()).steps]


def planned(submission):
    return [s.grade_id for s in plan(submission, toy()).steps if s.role is Role.TEST]


def test_an_untouched_order_is_kept():
    assert [index for _, index, _ in steps(toy())] == list(range(7))


def test_a_tests_text_is_the_sources_and_never_goes_to_the_bench():
    job = plan(submit(test_square="pass", helpers="given = None"), toy())
    for step in job.steps:
        if step.role is Role.TEST:
            assert step.bench_code is None
            assert "assert" in step.trusted_code
        if step.grade_id == "helpers":
            assert "NotAttempted" in step.bench_code
    assert not any("HIDDEN" in (step.bench_code or "") for step in job.steps)


def test_metadata_of_the_submission_makes_nothing_a_test_or_not():
    notebook = submit()
    for each in notebook["cells"]:
        told = each["metadata"]["nbgrader"]
        told.update(grade=not told["grade"], solution=not told["solution"], locked=False)
    assert steps(notebook) == steps(toy())


def test_a_deleted_test_is_run_at_the_end():
    notebook = submit()
    del notebook["cells"][2]
    assert planned(notebook) == ["test_loss", "test_step", "test_square"]
    assert plan(notebook, toy()).steps[-1].index is None


def test_a_deleted_helper_is_run_before_the_first_test():
    notebook = submit()
    del notebook["cells"][0]
    roles = [(role, grade_id) for role, _, grade_id in steps(notebook)]
    assert roles[:3] == [(Role.STUDENT, None), (Role.LOCKED, "helpers"), (Role.TEST, "test_square")]


def test_a_copied_test_counts_once():
    notebook = submit()
    notebook["cells"].append({**notebook["cells"][2], "source": "print('again')"})
    assert sorted(planned(notebook)) == ["test_loss", "test_square", "test_step"]
    assert all("again" not in (s.bench_code or "") for s in plan(notebook, toy()).steps)


def test_cells_of_the_students_own_run_on_the_bench():
    notebook = submit()
    notebook["cells"].insert(1, cell("mine = 1"))
    assert steps(notebook)[1] == (Role.STUDENT, 1, None)


def test_names_are_what_solutions_bind_and_locked_cells_do_not():
    assert plan(toy(), toy()).names == ("loss", "square", "step")
    source = toy()
    source["cells"].append(cell("a = b = 1\nimport os as c\nclass D: pass\ntorch = 3", "s", solution=True))
    assert plan(toy(), source).names == ("D", "a", "b", "c", "loss", "square", "step")


def test_tests_may_lean_on_what_an_ordinary_cell_imports_or_defines():
    source = toy()
    source["cells"].insert(0, cell("import math\nextra = 3\nunused = 4"))
    source["cells"].append(cell("print(extra)", "s", solution=True))
    source["cells"].append(cell("assert extra == math.floor(3.5)", "test_x", grade=True))
    job = plan(source, source)
    assert "extra" in job.names
    assert "unused" not in job.names
    assert any(step.trusted_code == "import math" for step in job.steps)


def test_names_that_only_a_tests_functions_know_are_not_taken():
    source = toy()
    source["cells"].insert(0, cell("".join(f"{name} = [1]\n" for name in "abcdefghi")))
    test = """
def check(a):
    b = a
    def inner():
        return b, c
    return [d for e in inner() if d]
class Case:
    f = f
async def later(): global g
[h for h in check(0)]
(lambda x: i)
"""
    source["cells"] += [cell("print(a)", "s", solution=True), cell(test, "test_x", grade=True)]
    assert set(plan(source, source).names) - set(plan(toy(), toy()).names) == set("cdfgi")


def test_magics_in_the_source_are_no_obstacle():
    source = toy()
    source["cells"].append(cell("%matplotlib inline\n!ls\ny = 1", "s", solution=True))
    source["cells"].append(cell("%%time\nz = 1", "t", solution=True))
    assert "y" in plan(toy(), source).names


def test_strange_metadata_and_sources_are_no_obstacle():
    notebook = submit()
    notebook["cells"] += [
        {"cell_type": "code", "source": ["a = 1\n", "b"], "metadata": {"nbgrader": "x"}},
        {"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": 7}}},
        {"cell_type": "code", "metadata": {}},
        {"cell_type": "markdown", "source": "# t", "metadata": {}},
    ]
    assert plan(notebook, toy()).steps[7].bench_code == "a = 1\nb"


def test_what_a_cell_of_nobodys_imports_is_there_for_a_given_cell_below_it():
    cells = [cell("import math\nN = 2"), cell("X = math.sqrt(N)", "given", locked=True), toy()["cells"][2]]
    cells.append(cell("print(N)", "s", solution=True))
    job = plan({"cells": cells}, {"cells": cells})
    assert [(s.role, s.trusted_code) for s in job.steps][:2] == [(Role.STUDENT, None), (Role.LOCKED, "import math")]
    assert job.steps[2].trusted_code == "X = math.sqrt(N)"
    assert "N" in job.names


def test_a_given_class_that_an_answer_is_made_of_is_the_benchs():
    cells = [
        cell("class Base:\n    pass", "given", locked=True),
        cell("class Mine(Base):\n    pass", "mine", solution=True),
        cell("assert isinstance(Mine(), Base)", "test_mine", grade=True, locked=True),
    ]
    assert plan({"cells": cells}, {"cells": cells}).names == ("Base", "Mine")


HELPS = "import math\nEXPECTED = 3\ndef near(a):\n    return math.isclose(a, EXPECTED)"
USES = cell("assert near(square(2))", "test_x", grade=True)


def test_an_unchanged_cell_of_the_tests_alone_is_as_a_locked_one():
    source = toy()
    source["cells"] = [cell("import math"), cell(HELPS), *source["cells"], USES]
    job = plan(source, source)
    assert [(step.role, step.index, step.grade_id) for step in job.steps[:2]] == [
        *((Role.LOCKED, 0, None), (Role.LOCKED, 1, None))
    ]
    assert [(step.bench_code, step.trusted_code) for step in job.steps[:2]] == [("import math",) * 2, (HELPS,) * 2]
    assert not {"near", "EXPECTED"} & {*job.names}
    assert job.shared == 3  # with the locked cell below
    source["cells"][0]["source"] = "%load_ext autoreload\n!pip install math\nimport math"
    assert plan(source, source).steps[0].trusted_code == "import math"
    source["cells"][0]["source"] = "import math as m, os\nTEXT = '''\n%s\n'''"
    source["cells"].append(cell("assert TEXT", "test_y", grade=True))
    assert plan(source, source).steps[0].trusted_code == source["cells"][0]["source"]


@pytest.mark.parametrize(
    "mine", ["EXPECTED = 4", "print(near(3))", "def mine(): return EXPECTED", "def mine(): global near; near = print"]
)
def test_of_what_a_solution_speaks_is_the_students(mine):
    source = toy()
    source["cells"] = [cell(HELPS), *source["cells"], USES, cell(mine, "s", solution=True)]
    job = plan(source, source)
    assert job.steps[0] == Step(Role.STUDENT, 0, None, HELPS)
    assert "near" in job.names


@pytest.mark.parametrize("mine", ["import math\ndef near(a): return True", "near = print", "", None])
def test_of_the_tests_own_cells_the_bench_gets_what_the_submission_has(mine):
    source = toy()
    source["cells"] = [cell(HELPS), *source["cells"], USES]
    notebook = {"cells": [*([] if mine is None else [cell(mine)]), *source["cells"][1:]]}
    job = plan(notebook, source)
    assert [step.bench_code for step in job.steps if step.index == 0] == [
        source["cells"][1]["source"] if mine is None else mine
    ]
    assert [(step.role, step.bench_code) for step in job.steps if step.trusted_code == HELPS] == [(Role.LOCKED, None)]
    assert [step.trusted_code for step in job.steps if step.trusted_code][-1] == USES["source"]
    assert "near" not in job.names


@pytest.mark.parametrize(
    "code",
    [
        "w = step(None, 1)",  # of the student's function
        "def later(): return loss(1, 2)",
        "unused = 3",
        "print(3)",
        "len('a')",
        "import json\nlater = json.load(open('results.json'))",  # which an answer may have written
        "import numpy as np\nnp.random.seed(0)",
        "def later(a=print(3)): pass",
        "class later(print(3) or object): pass",
        "class later:\n    w = print(3)",
        "later = [print(each) for each in 'ab']",
        "import os\nlater = os.environ['A']",
        "%pylab\nlater = 3",
        "later = !ls",
        "for later in 'ab': pass",
        "%%javascript\nalert(3)",
        "def broken(:",
        "import math\nsquare = math.sqrt",  # what the student is to write
        "",
    ],
)
def test_a_cell_that_no_test_needs_or_that_leans_on_the_students_code_is_the_students(code):
    source = toy()
    source["cells"].insert(1, cell(code))
    source["cells"].append(cell("assert w, later", "test_x", grade=True))
    assert [each for each in plan(source, source).steps if each.index == 1] == [Step(Role.STUDENT, 1, None, code)]


def test_a_cell_that_leans_on_one_of_the_students_is_the_students():
    source = toy()
    helps = [cell("BASE = 2"), cell("def near(a): return a == BASE")]
    source["cells"] = [*helps, *source["cells"], USES]
    assert [step.role for step in plan(source, source).steps[:2]] == [Role.LOCKED, Role.LOCKED]
    source["cells"].append(cell("print(BASE)", "s", solution=True))
    assert plan(source, source).steps[:2] == tuple(Step(Role.STUDENT, at, None, helps[at]["source"]) for at in (0, 1))


def test_a_cell_that_leans_on_what_an_ordinary_cell_has_computed_is_the_students():
    source = toy()
    source["cells"] = [cell("BASE = sum([1, 2])"), cell("def near(a): return a == BASE"), *source["cells"], USES]
    job = plan(source, source)
    assert [step.role for step in job.steps[:2]] == [Role.STUDENT, Role.STUDENT]
    assert "near" in job.names


def test_of_two_such_cells_with_one_text_each_is_found_in_its_order():
    source = toy()
    source["cells"] = [cell("import math"), *source["cells"], cell("import math")]
    job = plan({"cells": [*source["cells"], cell("import math")]}, source)
    last = len(source["cells"])
    assert [step.role for step in job.steps if step.index in (0, last - 1, last)] == [
        *(Role.LOCKED, Role.LOCKED, Role.STUDENT)
    ]


@pytest.mark.parametrize("magic", ["%%writefile mine.py", "%%writefile -a mine.py", "%%file ./mine.py"])
def test_what_a_solution_is_to_write_is_not_given_though_it_stands_beside_the_source(magic):
    source = toy()
    source["cells"].append(cell(f"{magic}\ndef f(): return 1", "s", solution=True))
    job = plan(toy(), source, [("own.txt", b"")], None, [("mine.py", b"1"), ("data.csv", b"2")])
    assert job.given == (("data.csv", b"2"),)
    assert job.files == (("data.csv", b"2"), ("own.txt", b""))
    handed_in = plan(toy(), source, [("mine.py", b"3")], None, [("mine.py", b"1")])
    assert handed_in.files == (("mine.py", b"3"),)
