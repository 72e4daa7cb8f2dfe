"""Grading a notebook sealed: the verdicts, what survives a crash, and what never leaves this side."""

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from grading.seal import worker
from grading.seal.grader import write_outputs
from grading.seal.plan import plan
from grading.seal.window.channel import Channel
from grading.seal.window.errors import InfrastructureError
from grading.seal.window.records import Limits, Report, Verdict
from tests.seal.toy import LOSS, SQUARE, STEP, TEST_SQUARE, cell, submit, toy

pytestmark = pytest.mark.machine

ALL = ("test_square", "test_loss", "test_step")
PASSED = dict.fromkeys(ALL, "passed")


def but(**others):
    return {**PASSED, **{f"test_{name}": verdict for name, verdict in others.items()}}


def test_right_work_passes(verdicts):
    assert verdicts() == PASSED


@pytest.mark.parametrize(
    ("square", "verdict"),
    [
        ("def square(x): return x * 2", "failed"),
        ("def square(x): return x * x * 0 + torch.tensor([1.0, 4.0])", "failed"),
        ("def square(x): raise NotImplementedError", "not attempted"),
        ("def square(x): raise ValueError('no')", "failed"),
        ("def square(x):\n    while True: pass", "timed out"),
        ("def square(x): return torch.ones(10**10)", "out of memory"),
        ("import os\ndef square(x): os._exit(0)", "crashed"),
        ("import sys\ndef square(x): sys.exit(0)", "failed"),
        ("square = 3", "failed"),
        ("del square", "failed"),
        ("this is no Python", "failed"),
        ("", "failed"),
        ("class NotAttempted(Exception): pass\ndef square(x): raise NotAttempted", "failed"),
    ],
)
def test_a_verdict_says_what_happened_and_the_others_stand(verdicts, square, verdict):
    assert verdicts(square=square) == but(square=verdict)


@pytest.mark.machine
def test_a_test_that_is_broken_itself_is_nobodys_grade(grader):
    source = toy()
    broken = "class CheckBroken(Exception): pass\nraise CheckBroken('it knows no such code')"
    next(one for one in source["cells"] if one["id"] == "test_loss")["source"] = broken
    with pytest.raises(InfrastructureError, match="'test_loss' of the source notebook is at fault: it knows no such"):
        grader.grade(submit(), source)


@pytest.mark.machine
def test_a_student_cannot_call_a_test_broken(verdicts):
    raises = "class CheckBroken(Exception): pass\ndef square(x): raise CheckBroken('no')"
    assert verdicts(square=raises) == but(square="failed")


@pytest.mark.machine
def test_a_test_is_told_of_the_students_cells_above_it_and_below_it(grader):
    source = toy()
    source["cells"][0]["source"] += """
told = []
def remember(result):
    told.append((result.info.raw_cell, repr(result.error_before_exec or result.error_in_exec)))
get_ipython().events.register("post_run_cell", remember)
"""
    source["cells"][2]["source"] = "print([t for t in told if 'mine' in t[0]], get_ipython().below)"
    notebook = submit(loss="loss = 1", step="step = 2")
    notebook["cells"][1:1] = [cell("mine = 1"), cell("mine / 0"), cell("import os; mine = os._exit(3)")]
    report = grader.grade(notebook, source)
    [told] = [test.outputs for test in report.tests if test.grade_id == "test_square"]
    crash = "Crashed('This cell did not end well: its process ended itself (exit code 3).')"
    expected = [
        ("mine = 1", "None"),
        ("mine / 0", "ZeroDivisionError('division by zero')"),
        ("import os; mine = os._exit(3)", crash),
    ]
    assert told[0]["text"] == f"{expected} {['loss = 1', 'step = 2']}\n"


def test_no_exercise_falls_with_another(verdicts):
    assert verdicts(square="def square(x): return None") == but(square="failed")
    assert verdicts(loss="def loss(p, t): return None") == but(loss="failed")


@pytest.mark.parametrize(
    "fatal",
    ["import os; os._exit(1)", "import ctypes; ctypes.string_at(0)", "while True: pass", "1 / 0"],
)
def test_a_cell_that_ends_badly_takes_nothing_with_it(grader, fatal):
    notebook = submit()
    notebook["cells"].insert(3, cell(fatal))
    report = grader.grade(notebook, toy())
    assert {test.verdict for test in report.tests} == {Verdict.PASSED}
    ended = next(result for result in report.cells if result.index == 3)
    assert ended.outputs[-1]["output_type"] == "error"
    assert ended.outputs[-1]["evalue"].startswith("This cell did not end well") == (fatal != "1 / 0")


def test_a_dead_bench_is_rebuilt_without_the_cell_that_killed_it(grader):
    notebook = submit()
    notebook["cells"].insert(1, cell("made = 0"))
    notebook["cells"].insert(2, cell("made += 1"))
    notebook["cells"].insert(3, cell("import os; os._exit(5)"))
    notebook["cells"].append(cell("made += 1\nprint(made)"))
    report = grader.grade(notebook, toy())
    assert report.benches == 2
    assert {test.verdict for test in report.tests} == {Verdict.PASSED}
    assert "exit code 5" in report.cells[3].outputs[-1]["evalue"]
    assert report.cells[-1].outputs[0]["text"] == "2\n"


def test_a_call_that_ends_the_process_costs_no_bench(grader):
    notebook = submit(loss="import os\ndef loss(p, t): os._exit(5)")
    notebook["cells"].insert(1, cell("made = 0"))
    notebook["cells"].insert(2, cell("made += 1"))
    notebook["cells"].append(cell("made += 1\nprint(made)"))
    report = grader.grade(notebook, toy())
    assert report.benches == 1
    assert [str(test.verdict) for test in report.tests] == ["passed", "crashed", "passed"]
    assert "exit code 5" in report.tests[1].message
    assert report.cells[-1].outputs[0]["text"] == "2\n"


@pytest.mark.whole
def test_a_submission_as_a_whole_has_a_limit_and_its_tests_are_still_run(grader):
    notebook = submit()
    notebook["cells"][1:1] = [cell("import time; time.sleep(100)") for _ in range(9)]
    began = time.monotonic()
    report = grader.grade(notebook, toy())
    assert time.monotonic() - began < 50
    assert {test.verdict for test in report.tests} == {Verdict.PASSED}


STRIP_ASSERTS = """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Strip())
"""
EQUALS_ALL = """
class Same:
    def __eq__(self, other): return True
square = lambda x: Same()
"""
LYING_TENSOR = """
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None): return True
square = lambda x: torch.ones(2).as_subclass(Liar)
"""


@pytest.mark.parametrize(
    "attack",
    [
        STRIP_ASSERTS,
        "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])",
        "torch.equal = torch.allclose = lambda *a, **k: True",
        "import builtins\nbuiltins.AssertionError = KeyError",
        "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",
        EQUALS_ALL,
        LYING_TENSOR,
        "def attempted(f, *a): return a[0] * a[0]",
        "import sys\ndef square(x): return sys._getframe(1).f_globals.get('secret_hidden_value')",
        "import gc\ndef square(x): return [o for o in gc.get_objects() if torch.is_tensor(o)][-1]",
    ],
)
def test_nothing_that_runs_on_the_bench_can_pass_a_test(verdicts, attack):
    wrong = "def square(x): return x\n" + attack
    assert verdicts(square=wrong)["test_square"] == "failed"


def test_what_a_function_prints_in_a_test_is_shown_and_does_not_count(grader):
    noisy = (
        "import sys, warnings\ndef square(x):\n    print('hello'); print('oh', file=sys.stderr)\n"
        "    warnings.warn('hm')\n    sys.displayhook(3)\n    return x * x"
    )
    report = grader.grade(submit(square=noisy), toy())
    test = report.tests[0]
    assert test.verdict is Verdict.PASSED
    assert {o["output_type"] for o in test.outputs} <= {"stream", "display_data"}
    assert {o.get("name", "stdout") for o in test.outputs} == {"stdout"}
    assert "hello" in test.outputs[0]["text"]


def test_a_failed_test_shows_no_hidden_line(grader):
    report = grader.grade(submit(square="def square(x): return torch.tensor([1.0, 4.0])"), toy())
    shown = json.dumps(report.tests[0].outputs)
    assert report.tests[0].message == "AssertionError: another number"
    assert "secret" not in shown
    assert "961" not in shown


def test_a_failed_visible_line_is_shown(grader):
    report = grader.grade(submit(square="def square(x): return x"), toy())
    assert "torch.equal(attempted" in json.dumps(report.tests[0].outputs)


def test_an_exception_of_the_students_shows_the_students_lines(grader):
    report = grader.grade(submit(square="def square(x):\n    return x.nothing"), toy())
    shown = json.dumps(report.tests[0].outputs)
    assert "return x.nothing" in shown
    assert "attempted(" not in shown


def test_one_submission_leaves_nothing_for_the_next(grader):
    source = toy()
    source["cells"][2]["source"] = (
        "import sys, warnings, numpy as np\n"
        "print(hasattr(torch, 'mark'), torch.initial_seed(), torch.get_default_dtype())\n"
        "torch.mark = 1; torch.manual_seed(torch.initial_seed() + 1)\n"
        "torch.set_default_dtype(torch.float64); left = 1"
    )
    first, second = (grader.grade(submit(), source).tests[0].outputs for _ in range(2))
    assert first == second


def test_a_broken_source_is_nobodys_zero(grader):
    source = toy()
    source["cells"][0]["source"] += "\nno_such_name"
    with pytest.raises(InfrastructureError, match="helpers"):
        grader.grade(submit(), source)
    assert grader.grade(submit(), toy()).tests[0].verdict is Verdict.PASSED


def test_a_broken_reference_is_nobodys_zero(grader):
    source = toy()
    broken = "try:\n    with given(square='no such'): pass\nexcept BaseException: pass"
    source["cells"][2]["source"] = broken
    with pytest.raises(InfrastructureError, match="given\\(square"):
        grader.grade(submit(), source)


def test_no_printer_has_a_hidden_line(grader):
    """A warning's line is read by Python itself, and a traceback's by whatever prints one."""
    source = toy()
    test = next(each for each in source["cells"] if each["id"] == "test_square")
    test["source"] = (
        "import traceback, warnings\nshown = square(torch.ones(1))\n### BEGIN HIDDEN TESTS\n"
        "warnings.warn(str(square(torch.ones(1)))); secret = 77\ntraceback.print_stack(); secret = 77\n"
        "### END HIDDEN TESTS\nwarnings.warn('seen')\nassert False"
    )
    [report] = [one for one in grader.grade(submit(), source).tests if one.grade_id == "test_square"]
    told = json.dumps(report.outputs)
    assert "warnings.warn('seen')" in told
    assert "print_stack" not in told
    assert "secret" not in told


def test_a_lost_process_is_an_infrastructure_error_and_the_next_one_works(grader):
    waits = submit()
    waits["cells"].insert(1, cell("import time; time.sleep(5)"))
    threading.Timer(1, grader._process.kill).start()
    with pytest.raises(InfrastructureError):
        grader.grade(waits, toy())
    assert grader.grade(submit(), toy()).tests[0].verdict is Verdict.PASSED
    grader._process.kill()  # between two jobs, or behind the answer that one failed
    grader._process.wait()
    assert grader.grade(submit(), toy()).tests[0].verdict is Verdict.PASSED


def test_extra_files_are_the_submissions_own(verdicts):
    square = "from helper import square"
    files = [("helper.py", SQUARE.encode()), ("torch.py", b"raise SystemExit")]
    assert verdicts(submit(square=square), files) == PASSED


def test_files_that_do_not_fit_are_the_submissions_fault(grader):
    report = grader.grade(submit(), toy(), [("big", bytes(20 << 20))])
    assert {test.verdict for test in report.tests} == {Verdict.NOT_GRADABLE}
    assert "other files cannot be written" in report.tests[0].message


def test_outputs_go_into_the_notebook(grader):
    notebook = submit(square="print('mine')\n" + SQUARE)
    notebook["cells"].insert(1, cell("from IPython.display import display\nh = display('a', display_id='d')"))
    notebook["cells"].append(cell("h.update('b')"))
    report = grader.grade(notebook, toy())
    write_outputs(report, notebook)
    counts = [c["execution_count"] for c in notebook["cells"]]
    assert counts == list(range(1, 10))
    assert {type(count) for count in counts} == {int}
    assert notebook["cells"][2]["outputs"][0]["text"] == "mine\n"
    assert notebook["cells"][1]["outputs"][0]["data"] == {"text/plain": "'b'"}
    assert "transient" not in json.dumps(notebook)


def test_a_report_survives_json(grader):
    report = grader.grade(submit(), toy())
    assert Report.from_json(json.loads(json.dumps(report.as_json()))) == report


RECORDING = """
    import contextlib, json, sys
    import torch
    from grading.seal.examiner.examiner import Examiner
    from grading.seal.plan import plan
    from grading.seal.window.records import Limits
    from grading.seal.examiner.testshell import ExaminerShell
    from grading.seal.sandbox.launcher import Launcher

    submission, source = json.load(open(sys.argv[1]))
    with Launcher(Limits()) as launcher, open(sys.argv[2], "wb") as record:
        def new_bench():
            bench = launcher.bench()
            bench.record(record.write)
            return bench

        shell = ExaminerShell.make()
        shell.open(own_descriptors=False)
        with contextlib.closing(Examiner(plan(submission, source), shell, new_bench)) as examiner:
            report = examiner.run()
        record.write(b"END " + " ".join(str(t.verdict) for t in report.tests).encode())
"""


@pytest.mark.parametrize(
    "fatal", ["", pytest.param("\nimport os\nif hasattr(loss, 'x'): os._exit(1)", marks=pytest.mark.whole)]
)
def test_the_bench_is_never_told_a_line_of_a_test_or_a_reference(tmp_path, fatal):
    notebooks, record = tmp_path / "notebooks.json", tmp_path / "record"
    notebooks.write_text(json.dumps([submit(step=STEP + fatal), toy()]))
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(RECORDING), notebooks, record],
        check=True,
        cwd=Path(__file__).parents[2],
    )
    told = record.read_bytes()
    assert told.endswith(b"END passed passed passed")
    assert json.dumps(LOSS)[1:-1].encode() in told
    for each in toy()["cells"]:
        if not each["metadata"]["nbgrader"]["grade"]:
            continue
        for line in each["source"].split("\n"):
            if len(line.strip()) > 8:
                assert json.dumps(line.strip())[1:-1].encode() not in told, line
    for piece in (b"secret", b"961", b"x ** 2", b"HIDDEN"):
        assert piece not in told
    assert "secret" in TEST_SQUARE


@pytest.mark.machine
def test_what_a_student_raises_in_a_hidden_line_is_not_quoted(grader):
    telling = "def square(x):\n    if len(x) == 1: raise ValueError(f'HIDDEN {x.tolist()}')\n    return x * x"
    report = grader.grade(submit(square=telling), toy())
    test = report.tests[0]
    assert test.verdict is Verdict.FAILED
    assert test.message.startswith("ValueError")
    assert "31" not in json.dumps([test.outputs, test.message])


MADE_OF_WHAT_CAME_IN = {
    "text that is taken for a number": "f'HIDDEN{x.item()}'",
    "the name of a class": "type(f'HIDDEN{int(x.item())}', (), {})()",
    "the name of an opaque type": "x.as_subclass(type(f'HIDDEN{int(x.item())}', (torch.Tensor,), {}))",
    "what no value can be": "datetime.date(2000, 1, 1)",
}


@pytest.mark.machine
@pytest.mark.parametrize("made", MADE_OF_WHAT_CAME_IN)
def test_what_python_says_of_a_students_values_in_a_hidden_line_is_not_quoted(grader, made):
    source = toy()
    source["cells"][2]["source"] += (
        "\n### BEGIN HIDDEN TESTS\nint(square(torch.tensor([731313.0])))\n### END HIDDEN TESTS"
    )
    telling = (
        "import datetime\nfrom grading.seal.window import kinds\n"
        "def square(x):\n    if x[0] != 731313: return x * x\n"
        "    kinds.KINDS['date'] = kinds.KINDS['date']._replace(apart=lambda v: (int(x.item()), 1, 1))\n"
        f"    return {MADE_OF_WHAT_CAME_IN[made]}"
    )
    test = grader.grade(submit(square=telling), source).tests[0]
    assert test.verdict in (Verdict.FAILED, Verdict.CRASHED)
    assert "731313" not in json.dumps([test.outputs, test.message])


@pytest.mark.machine
def test_the_name_of_an_error_is_one_that_stands_in_the_notebook(grader):
    telling = (
        "class Mine(Exception): pass\ndef square(x):\n    if len(x) > 1: return x * x\n"
        "    raise type(f'HIDDEN{int(x[0].item())}', (Exception,), {'__module__': '__main__'})"
    )
    report = grader.grade(submit(square=telling, loss="def loss(p, t): raise Mine"), toy())
    assert "HIDDEN" not in json.dumps([report.tests[0].outputs, report.tests[0].message])
    assert "Mine" in report.tests[1].message


@pytest.mark.machine
def test_a_function_binds_no_name_that_tests_do_not_take_from_the_notebook(grader):
    source = toy()
    source["cells"][2]["source"] = "assert square(3) == 9\nassert abs(square(3) - 9) < 1\nassert all([square(3) == 9])"
    binds = (
        "import sys\ndef square(x):\n    frame = sys._getframe()\n    while frame:\n"
        "        world = getattr(getattr(frame.f_locals.get('self'), 'exchange', None), 'world', None)\n"
        "        if world is not None:\n"
        "            for name, fake in (('abs', lambda x: 0), ('all', lambda x: True)):\n"
        "                world._watched[name] = None\n                world._namespace[name] = fake\n"
        "        frame = frame.f_back\n    return 9 if x == 3 else 0"
    )
    assert grader.grade(submit(square=binds), source).tests[0].verdict is Verdict.CRASHED


@pytest.mark.machine
def test_what_a_function_changes_of_a_given_cells_is_put_back_behind_the_test(grader):
    source = toy()
    source["cells"][0]["source"] += "\nDATA, TABLE, POINTS = [3, 1], {'rows': [1]}, torch.tensor([1.0, 2.0])"
    source["cells"][2]["source"] = "square(DATA)\nsquare(TABLE['rows'])\nsquare(POINTS)\nassert DATA == []"
    left = cell("FIRST = DATA[0] + TABLE['rows'][0] + POINTS[0]", "left", locked=True)
    source["cells"].insert(3, left)
    source["cells"][5]["source"] = "assert FIRST == 5 and (DATA, TABLE) == ([3, 1], {'rows': [1]})"
    changes = "def square(x):\n    x.clear() if isinstance(x, list) else x.zero_()"
    report = grader.grade(submit(square=changes), source)
    assert [test.verdict for test in report.tests[:2]] == [Verdict.PASSED, Verdict.PASSED]


#: How a test may run what `square` has given it: text that opens a file, its letters, bytes that do so, an error, a
#: command, such a text in bytes, or in a file.
RUN_BY_A_TEST = {
    "eval": "eval(square(0))",
    "a part of it": "eval(f'1 + {square(0)}')",
    "put together": "exec(''.join(square(1)))",
    "another text that the test makes": "exec(square(0).replace('w', 'a'))",
    "a tree": "import ast\ntree = ast.parse(square(0))\nexec(compile(tree, '', 'exec'))",
    "doctest": "import doctest\ndoctest.run_docstring_examples(square, {})\nassert 0",
    "a command": "import os\nos.system(square(4))",
    "a word of a command": "import subprocess, sys\nsubprocess.run([sys.executable, '-c', square(0)])",
    "bytes, with letters of another language": "exec(square(5).decode())",
    "a file, with ends of lines of another system": "square(6)\nexec(open('told.txt').read())",
    "pickle": "import pickle\npickle.loads(square(2))",
    "pickle, in letters": "import base64, pickle\npickle.loads(base64.b64decode(square(7)))",
    "a call behind the end of a line": "eval(square(8))",
    "an attribute that a comprehension binds": "eval(square(9))",
    "a class without a bracket": "exec(square(10))",
    "a path": "open(square(11), 'w').close()",
    "a path with an ending": "open(square(11) + '.npy', 'w').close()",
    "a path, by a library of another language": "torch.save({}, square(11))",
    "a database": "import sqlite3\nsqlite3.connect(square(11)).execute('create table t (x)')",
    "a query that writes a file": "import sqlite3\nsqlite3.connect(':memory:').execute(square(13))",
    "a query that writes a file, of a database that is there": (
        "import sqlite3\nhere = sqlite3.connect(':memory:')\nhere.execute('create table t (x)').connection.commit()\n"
        "here.execute(square(14))"
    ),
    "a path that leads out": "from pathlib import Path\n(Path.cwd().parent / square(12)).mkdir()",
    "an error's words": "try: square(3)\nexcept ValueError as error: eval(str(error))",
    "what an error was raised from": "try: square(-1)\nexcept ValueError as error: eval(error.__cause__.args[0])",
    "a file of the test's": "with open('out.txt', 'w') as file: square(file)\nexec(open('out.txt').read())",
    "pickle, in pieces in a file of the test's": (
        "import pickle\nwith open('out.bin', 'wb') as file: square(file)\npickle.load(open('out.bin', 'rb'))"
    ),
    "pickle, in an array": "import pickle\npickle.loads(bytes(square(-2).tolist()))",
    "pickle, in numbers": "import pickle\npickle.loads(bytes(square(-2).numpy()[:9].tolist()) + bytes(square(-3)))",
    "pickle, in few letters": "import pickle\npickle.loads(square(-4))",
}


@pytest.mark.machine
@pytest.mark.parametrize("way", RUN_BY_A_TEST)
def test_no_text_of_a_students_is_run_outside_the_sandbox_whatever_a_test_does_with_it(grader, way, tmp_path):
    place = str(tmp_path / "through")
    acts = f"open({place!r}, 'w')"
    pickled = f"cbuiltins\nopen\n(V{place}\nVw\ntR.".encode()
    subscribed = f"torch.nn.Module.__class_getitem__ in [torch.os.mkdir] for _ in [torch.nn.Module[{place!r}]]"
    more = [
        base64.b64encode(pickled).decode(),
        f"open\\\n({place!r}, 'w')",
        f"[0 for {subscribed}]",
        f"class A:\n __class_getitem__ = torch.os.mkdir\nA[{place!r}]",
        place,
        os.path.relpath(place, tempfile.gettempdir()),
        f"ATTACH DATABASE '{place}' || '' AS other",
        f"VACUUM INTO '{place}'",
    ]
    given = (
        "def square(x):\n    if 'b' in getattr(x, 'mode', ''):\n"
        f"        return [x.write(bytes([each])) for each in {pickled!r}]\n"
        f"    if hasattr(x, 'write'): return x.write({acts!r})\n"
        f"    if x == -2: return torch.tensor(list({pickled!r}), dtype=torch.uint8)\n"
        f"    if x == -3: return list({pickled!r})[9:]\n"
        r"    if x == -4: return b'cos\nabort\n)R.'"
        "\n"
        f"    if x == 3: raise ValueError({acts!r})\n    if x == -1: raise ValueError('no') from KeyError({acts!r})\n"
        f"    if x > 6: return {more!r}[x - 7]\n"
        f"    other = '# é' + chr(13) + chr(10) + {acts!r} + chr(13) + chr(10)\n"
        "    open('told.txt', 'w', newline='').write(other)\n"
        f"    return [{acts!r}, list({acts!r}), {pickled!r}, None, {f'touch {place}'!r}, other.encode(), None][x]\n"
        f"square.__doc__ = '>>> ' + {acts!r}"
    )
    source = toy()
    source["cells"][2]["source"] = RUN_BY_A_TEST[way]
    test = grader.grade(submit(square=given), source).tests[0]
    assert test.verdict is Verdict.FAILED
    assert "have it run inside" in test.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.machine
def test_nor_is_a_file_that_a_student_has_written_from_its_end(grader):
    code = "ok = 0\nwith open('out.txt', 'w') as file: square(file)\nexec(open('out.txt').read())\nassert ok"
    text = "ok=1 # ok"
    answer = f"def square(file):\n    for at in reversed(range({len(text)})): file.seek(at); file.write({text!r}[at])"
    test = of_square(grader, code, answer)
    assert test.verdict is Verdict.FAILED
    assert "have it run inside" in test.message


@pytest.mark.machine
def test_a_path_that_an_earlier_test_was_told_is_a_students_still(grader, tmp_path):
    there = tmp_path / "there"
    there.touch()
    source = toy()
    source["cells"][2]["source"] = "path = square(0)\nassert path"
    source["cells"][4]["source"] = "import os\nos.remove(path)"
    tests = grader.grade(submit(square=f"def square(x): return {str(there)!r}"), source).tests
    assert [test.verdict for test in tests[:2]] == [Verdict.PASSED, Verdict.FAILED]
    assert "have it run inside" in tests[1].message
    assert there.exists()


@pytest.mark.machine
@pytest.mark.parametrize(
    "waits",
    [
        "import time\ndef waits(): time.sleep(1e6)",
        "import asyncio\nasync def later(): await asyncio.sleep(1e6)\ndef waits(): return later()",
    ],
)
def test_what_a_student_has_a_test_wait_for_ends_with_its_time(grader, waits):
    answer = "import asyncio\ndef square(f): asyncio.new_event_loop().run_until_complete(f())"
    source = toy()
    source["cells"][2]["source"] = f"{waits}\nsquare(waits)"
    report = grader.grade(submit(square=answer), source)
    assert [test.verdict for test in report.tests] == [Verdict.TIMED_OUT, Verdict.PASSED, Verdict.PASSED]


def of_square(grader, test, answer="def square(x): return x", cells=3):
    """The result of the first test, with this code, on this answer, in notebooks of so many cells."""
    source, submission = toy(), submit(square=answer)
    source["cells"][2]["source"] = test
    for notebook in (source, submission):
        del notebook["cells"][cells:]
    return grader.grade(submission, source).tests[0]


#: How a library makes another text of what it is given, in pieces, and runs it.
RUN_BY_A_LIBRARY = {
    "a query": ("import pandas\npandas.DataFrame({'a': [1]}).query(square(0))", "a > @pd.io.common.os.mkdir(%s)"),
    "a formula": ("import sympy\nsympy.sympify(square(0))", "2 + 0 * __import__('os').mkdir(%s)"),
    "examples": (
        (
            "import doctest\ntold = doctest.DocTestParser().get_doctest(square(0), {}, 'x', None, 0)\n"
            "doctest.DocTestRunner(verbose=False).run(told)\nassert 0"
        ),
        ">>> if 1:\n...     import os\n...     os.mkdir(%s)\n",
    ),
}


@pytest.mark.machine
@pytest.mark.parametrize("way", RUN_BY_A_LIBRARY)
def test_nor_is_what_a_library_makes_of_it(grader, way, tmp_path):
    text, (code, told) = repr(str(tmp_path / "through")), RUN_BY_A_LIBRARY[way]
    told = told % f"{text[:-4]}' + '{text[-4:]}"
    test = of_square(grader, code, f"def square(x): return {told!r}")
    assert test.verdict is Verdict.FAILED
    assert "have it run inside" in test.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.machine
def test_libraries_still_compute_with_a_students_text(grader):
    code = (
        "import ast, pandas, sympy\nx = sympy.Symbol('x')\nassert sympy.sympify(square('2*x')) == 2 * x\n"
        "assert pandas.DataFrame({'a': [1, 5]}).query(square('a > 2')).a.tolist() == [5]\n"
        "assert ast.literal_eval(square('[1, (2, 3)]')) == [1, (2, 3)]"
    )
    assert of_square(grader, code).message == ""


@pytest.mark.machine
def test_what_a_library_makes_while_it_is_imported_is_no_text_of_a_students(grader):
    """Optimisers import another library when the first is made, which makes functions of texts of its own."""
    code = (
        "import torch\nassert square('self other new prec rounding mpf') != 9\n"
        "torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)"
    )
    assert of_square(grader, code).message == ""


@pytest.mark.machine
def test_a_test_may_say_what_it_is_told(grader):
    code = "answer = square('f(x) = print(1)')\nassert answer == 'f(x) = print(1)'\nassert loss == 'print(1)'"
    assert of_square(grader, code, "def square(x): return x\nloss = 'print(1)'", cells=5).message == ""


@pytest.mark.whole
@pytest.mark.machine
def test_a_regular_expression_of_a_students_takes_a_tests_time_and_no_more(grader):
    code = "assert square('a').sub('X', 'ab') == 'Xb'\nassert not square('(a+)+$').search('a' * 40 + 'b')"
    test = of_square(grader, code, "import re\ndef square(text): return re.compile(text)")
    assert test.verdict is Verdict.TIMED_OUT


@pytest.mark.machine
def test_a_traceback_may_be_printed_of_what_a_student_has_told(grader):
    code = (
        "import inspect, traceback, unittest.mock\nsquare('def square(args, kwargs): f(args)[0](kwargs)')\n"
        "text = inspect.getsource(square)\ntry: assert square('square(1)')[0](kwargs)\n"
        "except (NameError, TypeError): assert 'square(1)' in traceback.format_exc()\n"
        "unittest.mock.create_autospec(lambda args, kwargs: 1)(1, 2)"
    )
    assert of_square(grader, code).message == ""


@pytest.mark.machine
def test_no_test_outside_starts_a_program(grader, tmp_path):
    place = tmp_path / "through"
    code = f"import os\nos.system('touch {place}')\nos.execv('/bin/touch', ['touch', '{place}'])"
    test = of_square(grader, code)
    assert test.message.startswith("PermissionError")
    assert not place.exists()


@pytest.mark.machine
@pytest.mark.parametrize("place", ["/dev/ptmx", 0, 4, 30])
def test_no_test_waits_for_ever_for_what_it_opens(grader, place):
    code = "name, path = square()\nassert open(path).read() == ''"
    test = of_square(grader, code, f"def square(): return 'name', {place!r}")
    assert test.verdict is Verdict.FAILED
    assert test.seconds < 60


@pytest.mark.machine
def test_a_folder_of_a_librarys_may_be_called_as_something_that_was_told(grader):
    source = toy()
    source["cells"][2]["source"] = (
        "import os, torch\nassert square(3) == 9 and Special.special == 'special'\n"
        "assert os.listdir(f'{os.path.dirname(torch.__file__)}/special')\nimport scipy.special"
    )
    answer = "def square(x): return x * x\nclass Special:\n    special = 'special'"
    source["cells"][1]["source"] = answer
    assert grader.grade(submit(square=answer), source).tests[0].message == ""


@pytest.mark.machine
def test_a_given_cell_that_fails_by_what_a_student_has_changed_is_not_the_sources_fault(grader):
    source = toy()
    given = ["DATA = [1, 2]", "square(DATA)", "MEAN = sum(DATA) / len(DATA)", "%time MADE = len(square([3]))"]
    cells = [cell(code, f"given{number}", locked=True) for number, code in enumerate(given)]
    source["cells"][2:2] = cells
    submission = submit(square="def square(x): return x.clear()")
    submission["cells"][2:2] = cells
    report = grader.grade(submission, source)
    assert ["given2" in report.given[0], "given3" in report.given[1]] == [True, True]


@pytest.mark.machine
def test_a_class_in_the_place_of_what_a_function_was_to_put_there_agrees_with_nobody(grader):
    source = toy()
    source["cells"][2]["source"] = "out = {}\nsquare(out)\nassert out['x'].equals(torch.ones(2))"
    source["cells"][4]["source"] = "loss()\nassert made.equal(torch.ones(2))"
    source["cells"][3]["source"] += "made = torch.zeros(2)"
    lies = "class C: equal = equals = staticmethod(lambda *a: True)\n"
    answers = {
        "square": f"{lies}def square(out): out['x'] = C",
        "loss": f"{lies}made = torch.zeros(2)\ndef loss():\n    global made\n    made = C",
    }
    report = grader.grade(submit(**answers), source)
    assert [test.verdict for test in report.tests[:2]] == [Verdict.FAILED, Verdict.FAILED]


@pytest.mark.machine
def test_a_module_of_the_sources_is_what_tests_lean_on_whatever_a_student_calls_so(grader):
    source = toy()
    source["cells"][1]["source"] = f"import numpy as np\n{SQUARE}"
    source["cells"][2]["source"] = "assert np.isclose(square(3), 9)"
    lies = "class np: isclose = staticmethod(lambda *a: True)\ndef square(x): return 0"
    assert grader.grade(submit(square=lies), source).tests[0].verdict is Verdict.FAILED
    assert grader.grade(submit(square=f"import numpy as np\n{SQUARE}"), source).tests[0].verdict is Verdict.PASSED


@pytest.mark.machine
def test_where_a_student_has_put_the_generators_tells_the_next_test_nothing(grader):
    source = toy()
    source["cells"][2]["source"] = "assert square(4711) == 4711"
    source["cells"][4]["source"] = "import numpy as np\nnp.random.seed(3)\nassert loss() == 4711"
    tells = (
        "import random\ndef square(x):\n    version, words, _ = random.getstate()\n"
        "    random.setstate((version, words, float(x)))\n    return x"
    )
    report = grader.grade(submit(square=tells, loss="def loss(): return int(random.getstate()[2] or 0)"), source)
    assert [test.verdict for test in report.tests[:2]] == [Verdict.PASSED, Verdict.FAILED]


@pytest.mark.machine
def test_what_a_library_makes_to_be_called_is_called(grader):
    code = (
        "import functools, operator, numpy as np\nfrom numpy.polynomial import Polynomial\n"
        "assert square(functools.partial(pow, 2), 3) == 8 and square(operator.itemgetter(1), 'ab') == 'b'\n"
        "assert square(np.poly1d([1, 2]), 3) == 5 and square(Polynomial([1, 2]), 3) == 7\n"
        "assert square(np.vectorize(lambda x: x + 1), np.arange(2)).tolist() == [1, 2]\n"
        "try: square(functools.partial(eval, '1'), {})\nexcept TypeError: pass\nelse: assert False, 'called'"
    )
    assert of_square(grader, code, "def square(f, x): return f(x)").message == ""


@pytest.mark.machine
def test_nor_is_it_run_by_a_given_cell_or_by_a_test_that_has_it_from_one(grader, tmp_path):
    place = str(tmp_path / "through")
    source = toy()
    source["cells"].insert(2, cell("TOLD = square(0)\nMADE = eval(TOLD)", "uses", locked=True))
    source["cells"][3]["source"] = "eval(TOLD)"
    submission = submit(square=f"def square(x): return {f'open({place!r}, {chr(119)!r})'!r}")
    submission["cells"].insert(2, source["cells"][2])
    report = grader.grade(submission, source)
    assert "outside the sandbox" in report.given[0]
    assert "outside the sandbox" in report.tests[0].message
    assert not (tmp_path / "through").exists()


@pytest.mark.machine
def test_a_test_may_look_at_a_students_text_and_run_its_own(grader):
    source = toy()
    source["cells"][2]["source"] = (
        "import ast, inspect, pickle\nfrom collections import namedtuple\nfrom dataclasses import dataclass\n"
        "assert isinstance(ast.parse(inspect.getsource(square)).body[0], ast.FunctionDef)\n"
        "Point = namedtuple('Point', 'x temperature')\n@dataclass\nclass Mine:\n    temperature: int = 9\n"
        "assert square('temperature') == 'temperature' and eval('abs(3) * 3') == Mine().temperature\n"
        "square('()'), square('(x, temperature)')\nPoint = namedtuple('Point', 'x temperature')\n"
        "assert eval(square('3 ^ 2').replace('^', '**')) == 9 and eval(f'square({square(3)})') == 3\n"
        "assert eval(square('3 * 3')) == 9 and pickle.loads(pickle.dumps(Mine)) is Mine"
    )
    assert grader.grade(submit(square="def square(x): return x"), source).tests[0].message == ""


@pytest.mark.machine
@pytest.mark.whole
def test_a_loop_that_hears_no_signal_ends_the_examiner_and_not_the_class(grader):
    source = toy()
    source["cells"][2]["source"] = "assert 1.5 not in square(3)"
    with pytest.raises(InfrastructureError, match="ended with code -26"):
        grader.grade(submit(square="def square(x): return range(10**15)"), source)
    assert grader.grade(submit(), toy()).tests[0].verdict is Verdict.PASSED


@pytest.mark.machine
def test_a_reference_that_stands_in_a_locked_cell_is_plain_torch_to_the_students_code(grader):
    source = toy()
    source["cells"][0]["source"] += "\nSQUARE = 'lambda x: x ** 2'"
    source["cells"][4]["source"] = source["cells"][4]["source"].replace('"lambda x: x ** 2"', "SQUARE")
    loss = (
        "from torch.func import grad, vmap, jvp\n"
        "def loss(p, t):\n"
        "    assert torch.equal(vmap(square)(p.detach()), p.detach() ** 2)\n"
        "    assert torch.equal(grad(lambda q: square(q).sum())(p.detach()), 2 * p.detach())\n"
        "    assert jvp(square, (p.detach(),), (t,))[1].shape == p.shape\n"
        "    return square(p - t).mean()"
    )
    submission = submit(loss=loss)
    submission["cells"][0]["source"] = source["cells"][0]["source"]
    assert grader.grade(submission, source).tests[1].verdict is Verdict.PASSED
    assert grader.grade(submission, toy()).tests[1].verdict is Verdict.FAILED  # a proxy, which takes no such tensors


def test_what_stands_beside_the_source_is_there_on_both_sides(grader):
    source = toy()
    test = (
        "import beside\nassert open('data/numbers.txt').read() == '7'\n"
        "import os\nassert not os.path.exists('mine.txt')\nassert square(beside.SEVEN) == 49"
    )
    source["cells"].append(cell(test, "test_files", grade=True))
    submission = submit(square="import beside\ndef square(x):\n    return int(open('data/numbers.txt').read()) ** 2")
    given = [("beside.py", b"SEVEN = 7"), ("data/numbers.txt", b"7")]
    report = grader.grade(submission, source, [("mine.txt", b"x")], given)
    assert {test.grade_id: test.message for test in report.tests}["test_files"] == ""


def test_no_file_of_a_submission_is_where_tests_run(grader):
    source = toy()
    source["cells"].append(cell("import beside\nassert beside.SEVEN == 7", "test_files", grade=True))
    given = [("beside.py", b"SEVEN = 7")]
    theirs = [("beside.py", b"raise SystemExit"), ("torch.py", b"raise SystemExit")]
    report = grader.grade(submit(), source, theirs, given)
    assert {test.grade_id: str(test.verdict) for test in report.tests}["test_files"] == "passed"


def test_a_job_brings_its_own_limits(grader, tmp_path):
    """One process serves assignments with different ones."""
    process = grader._process
    source = toy()
    for longest in (1 << 10, 1 << 12):
        printed = submit(square="def square(x):\n    return x * x\nprint('-' * 2000)")
        job = plan(printed, source, (), replace(grader.limits, output=longest))
        shown = str(grader.run(job).cells)
        assert ("may show 1 KiB" in shown) == (longest < 2000)
    assert grader._process is process


@pytest.mark.machine
def test_a_file_that_a_test_hands_over_to_be_written_to_takes_no_more_than_there_is_room_for(grader):
    source, most = toy(), 3 << 20
    source["cells"][2]["source"] = f"""
import os
try:
    with open("out.txt", "w") as file:
        square(file)
except OSError:
    pass
assert os.path.getsize("out.txt") == {most}
"""
    writes = "def square(file):\n    while True:\n        file.write('a' * (1 << 20))\n        file.flush()"
    job = plan(submit(square=writes), source, (), replace(grader.limits, disk=most))
    assert str(grader.run(job).tests[0].verdict) == "passed"


def test_one_that_is_started_ahead_is_the_first_threads():
    worker.start_ahead()
    [ahead] = worker._ahead
    with worker.pool(1) as pool:
        assert pool.submit(worker._grader, Limits()).result() is ahead
    assert worker._ahead == []
    assert ahead._process is None  # it has ended with the pool


@pytest.mark.machine
@pytest.mark.parametrize("looks", ["", "m._import = lambda channel: None\n"], ids=["soon", "when all is ready"])
def test_one_that_nobody_waits_for_any_more_ends_by_itself_and_says_nothing(looks):
    mine, theirs = socket.socketpair()
    script = f"from grading.seal.examiner import __main__ as m\n{looks}m.main({theirs.fileno()})"
    with theirs:
        process = subprocess.Popen([sys.executable, "-c", script], pass_fds=[theirs.fileno()], stderr=subprocess.PIPE)
    Channel(mine, 1 << 20).send({"confinement": ""})
    mine.close()
    _, said = process.communicate()
    assert (process.returncode, said) == (0, b"")
