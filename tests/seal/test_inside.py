"""Tests that an instructor has run in the student's own process, as nbgrader runs them, in the sandbox all the same."""

import pytest

from grading.seal.examiner import inside as judging
from grading.seal.plan import plan
from grading.seal.window.records import TESTS, CellOutputs, Role, Verdict

from .toy import cell, submit, toy


def notebook(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def assignment(solution, *tests, given=""):
    """A notebook of a locked cell, a solution and its tests, test_0, test_1 and so on."""
    named = [cell(code, f"test_{number}", grade=True, locked=True) for number, code in enumerate(tests)]
    return notebook(cell(given, "given", locked=True), cell(solution, "answer", solution=True), *named)


@pytest.fixture
def inside(grader):
    """Grades a submission, or the source itself, with its tests inside: grade_id -> result."""

    def graded(source, submission=None):
        return {test.grade_id: test for test in grader.grade(submission or source, source, inside=True).tests}

    return graded


def verdicts(results):
    return {name: str(result.verdict) for name, result in results.items()}


def test_where_a_test_runs_is_said_for_all_and_by_the_tag_of_one():
    source = toy()
    source["cells"][2]["metadata"]["tags"] = ["inside"]
    source["cells"][4]["metadata"]["tags"] = ["outside"]

    def roles(inside):
        return {s.grade_id: s.role for s in plan(source, source, inside=inside).steps if s.role in TESTS}

    assert roles(False) == {"test_square": Role.INSIDE, "test_loss": Role.TEST, "test_step": Role.TEST}
    assert roles(True) == {"test_square": Role.INSIDE, "test_loss": Role.TEST, "test_step": Role.INSIDE}


def test_a_submission_cannot_say_where_a_test_runs():
    submission = submit()
    submission["cells"][2]["metadata"]["tags"] = ["inside"]
    assert Role.INSIDE not in {step.role for step in plan(submission, toy()).steps}


def test_the_examiner_runs_no_cell_that_only_tests_inside_need():
    assert all(step.trusted_code is None for step in plan(toy(), toy(), inside=True).steps)
    source = toy()
    source["cells"].append(cell("draw()", "last", locked=True))
    assert next(step for step in plan(source, source).steps if step.grade_id == "last").trusted_code is None


@pytest.mark.machine
def test_they_see_the_students_own_objects_and_what_tests_before_them_left(inside):
    source = assignment(
        "class Stack(list):\n    '''A stack.'''\n    def push(self, item): self.append(item)\nstack = Stack()",
        "from inspect import signature\nimport matplotlib.pyplot as plt\nassert Stack.__doc__ == 'A stack.'",
        "stack.push(3)\nassert list(signature(Stack.push).parameters) == ['self', 'item'] and isinstance(stack, list)",
        "%matplotlib inline\nplt.plot(stack)\nassert plt.gca().lines and stack == [3]",
        "from pathlib import Path\nPath('a.txt').write_text('x')\nassert sorted(Path().iterdir()) == [Path('a.txt')]",
    )
    assert set(verdicts(inside(source)).values()) == {"passed"}


@pytest.mark.machine
def test_each_ends_in_a_verdict_and_says_that_it_ran_inside(inside):
    source = assignment(
        "def answer(n):\n    return {0: 1, 3: exit, 4: exec}[n]",
        "assert answer(0) == 1",
        "import sys; print('a warning', file=sys.stderr)\nassert answer(0) == 2, 'another number'",
        "answer(7)",
        "import os; os._exit(0)",
        "%no_such_magic",
        "raise NotImplementedError('Replace this line.')",
        "assert answer(0) == 1  # in a bench made anew",
        "raise SystemExit",
    )
    results = inside(source)
    assert list(verdicts(results).values()) == [
        "passed", "failed", "failed", "crashed", "failed", "not attempted", "passed", "failed",
    ]  # fmt: skip
    assert all(result.inside for result in results.values())
    assert results["test_1"].message == "AssertionError: another number"
    assert all(output.get("name") != "stderr" for output in results["test_1"].outputs)


@pytest.mark.machine
def test_points_are_what_a_test_ends_with_whatever_was_shown_before(inside, grader):
    loud = "def answer(n):\n    print('x' * (1 << 23))\n    return n"
    source = assignment(loud, "answer(1)\n0.5")
    for result in (inside(source)["test_0"], grader.grade(source, source).tests[0]):
        assert result.verdict == "passed"
        assert [o["data"]["text/plain"] for o in result.outputs if o["output_type"] == "execute_result"] == ["0.5"]


@pytest.mark.machine
def test_an_error_shows_the_line_that_failed_and_no_other_of_the_test(inside):
    wrong = submit(square="def square(x):\n    return x * 1.5\n")
    [shown] = [o for o in inside(toy(), wrong)["test_square"].outputs if o["output_type"] == "error"]
    told = "\n".join(shown["traceback"])
    assert "----> assert torch.equal(attempted(square, x), x * x)" in told
    assert "secret_hidden_value" not in told
    assert "torch.tensor" not in told


@pytest.mark.machine
def test_what_a_students_code_raises_in_a_hidden_part_is_not_told(inside):
    raises = submit(square="def square(x):\n    if len(x) == 1: raise ValueError(f'{x}')\n    return x * x\n")
    result = inside(toy(), raises)["test_square"]
    assert result.message == "ValueError: raised in a part of the test that is not shown"
    assert "31" not in str(result.outputs)
    fails = submit(square="def square(x):\n    return x * x + (len(x) == 1)\n")
    assert inside(toy(), fails)["test_square"].message == "AssertionError: another number"


@pytest.mark.machine
def test_a_forged_result_is_that_cells_alone(grader):
    source = toy()
    source["cells"][2]["metadata"]["tags"] = ["inside"]
    forges = """
def square(x):
    return 0 * x

def forge(lines):
    return ["pass\\n"] if "secret_hidden" in "".join(lines) else lines

get_ipython().input_transformers_post.append(forge)
"""
    report = grader.grade(submit(square=forges, loss="def loss(p, t):\n    return 0 * p.sum()"), source)
    assert {test.grade_id: str(test.verdict) for test in report.tests} == {
        "test_square": "passed",  # which is what running it inside gives up
        "test_loss": "failed",
        "test_step": "passed",
    }


@pytest.mark.machine
def test_a_plain_stub_is_not_attempted_outside_as_well(grader):
    source = assignment("def answer(n):\n    return n", "assert answer(1) == 1")
    stub = assignment("def answer(n):\n    raise NotImplementedError()", "assert answer(1) == 1")
    assert [str(test.verdict) for test in grader.grade(stub, source).tests] == ["not attempted"]


@pytest.mark.machine
@pytest.mark.parametrize("way", [True, False])
def test_blank_lines_before_a_test_do_not_shift_what_is_hidden(way, grader):
    hidden = "\n\n\npass\n### BEGIN HIDDEN TESTS\nassert answer(31) == 62, 'another number'\n### END HIDDEN TESTS"
    source = assignment("def answer(n):\n    return 2 * n", hidden)
    wrong = assignment("def answer(n):\n    raise ValueError(n)", hidden)
    [test] = grader.grade(wrong, source, inside=way).tests
    assert test.message == "ValueError: raised in a part of the test that is not shown"
    assert "answer(31)" not in str(test.outputs)


#: What a process may do that a test inside has been run in: how the test ends then, at most what it could be forged to.
ATTACKS = {
    "says that the source is at fault": (
        "class CheckBroken(Exception): pass\ndef answer(n): raise CheckBroken('mend your source')",
        "failed",
    ),
    "ends its process": ("import os\ndef answer(n): os._exit(0)", "crashed"),
    "never ends": ("def answer(n):\n    while True: pass", "timed out"),
    "takes all memory": ("def answer(n): return bytearray(1 << 40)", "failed"),
    "raises what is no exception of the test's": ("def answer(n): raise KeyboardInterrupt", "failed"),
    "leaves by the back door": ("import sys\ndef answer(n): sys.exit(0)", "failed"),
    "shows a result before it fails": (
        "def answer(n):\n    get_ipython().displayhook(3)\n    raise ValueError",
        "failed",
    ),
    "has an error that cannot be told": (
        (
            "class Odd(Exception):\n"
            "    codes = property(lambda self: 1 / 0)\n"
            "    def __str__(self): raise Odd\n"
            "def answer(n): raise Odd"
        ),
        "failed",
    ),
    "has a million codes": (
        "class Odd(Exception):\n    codes = ['x' * 50, 7, 'a-b'] * 100000\ndef answer(n): raise Odd",
        "failed",
    ),
    "shows more than there may be": (
        "def answer(n):\n    for _ in range(5000): display('x' * 5000)\n    return 0",
        "failed",
    ),
    "answers in the bench's place": (
        (
            "import os, json, struct\n"
            "def answer(n):\n"
            "    for number in range(3, 64):\n"
            "        try: os.write(number, struct.pack('>II', 20, 0) + b'{\"id\": 1, \"raised\": 1}')\n"
            "        except OSError: pass\n"
            "    return 0"
        ),
        None,  # whatever, for this one test
    ),
}


@pytest.mark.machine
@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_its_process_does_ends_as_a_verdict_on_that_test(attack, grader):
    code, expected = ATTACKS[attack]
    source = notebook(
        cell("def right(n):\n    return n", "right", solution=True),
        cell("def answer(n):\n    return 1", "answer", solution=True),
        {**cell("assert answer(1) == 1", "test_answer", grade=True, locked=True)},
        cell("assert right(2) == 2", "test_right", grade=True, locked=True),
        cell("assert right(2) == 3", "test_wrong", grade=True, locked=True),
    )
    source["cells"][2]["metadata"]["tags"] = ["inside"]
    handed_in = notebook(source["cells"][0], {**source["cells"][1], "source": code}, *source["cells"][2:])
    report = grader.grade(handed_in, source)
    found = {test.grade_id: str(test.verdict) for test in report.tests}
    assert found["test_answer"] == expected or expected is None
    assert (found["test_right"], found["test_wrong"]) == ("passed", "failed")
    [test] = [each for each in report.tests if each.grade_id == "test_answer"]
    assert test.codes in ((), ("a-b",) * 100)
    assert len(test.outputs) <= 2003


def test_a_traceback_of_any_form_is_one():
    lines = [f"Cell In[{'9' * 5000}], line {'9' * 5000}", "Cell In[1], line 99999999999"]
    output = {"output_type": "error", "ename": "Mine", "evalue": "said", "traceback": lines}
    assert judging.judged("x", 1, CellOutputs((output,), 1), (output,), None)[:2] == (Verdict.FAILED, "Mine: said")


@pytest.mark.machine
def test_a_students_error_names_no_misconception_that_the_source_does_not(inside):
    source = assignment(
        "def answer(): raise NotImplementedError",
        "class Found(AssertionError):\n    codes = ('halved',)\ntry: answer()\nexcept KeyError: raise Found",
        "answer()",
    )
    told = "class Mine({}): codes = ('halved', 'invented', *map(str, range(90)))\ndef answer(): raise Mine"
    results = inside(source, assignment(told.format("KeyError"), *(each["source"] for each in source["cells"][2:])))
    assert [result.codes for result in results.values()] == [("halved",), ("halved",)]
