"""The corpus: what small exercises in the manner of public courses get outside, inside, and in an ordinary kernel."""

from collections import Counter

import nbformat
import pytest
from nbgrader.preprocessors import Execute

from grading.seal.grader import Grader
from grading.seal.window.records import Limits

from .tools import corpus
from .tools.corpus import SOLVED, Answer, Exercise

EXERCISES = [exercise for exercise in corpus.load() if exercise.can_run]
ALL = [(exercise, answer) for exercise in EXERCISES for answer in exercise.answers]
#: What every change is tried with: a class, what is changed in place or forbidden, a liar, models, figures, files.
SAMPLE = {
    ("vectors", SOLVED),
    ("vectors", "wrong_sum"),
    ("sorts_in_place", SOLVED),
    ("leaves_its_argument", "same_list"),
    ("forbidden_sum", "calls_sum"),
    ("bisection", "near_everything"),
    ("accounts", SOLVED),
    ("perceptron", SOLVED),
    ("network_trained", SOLVED),
    ("figures_of_pyplot", SOLVED),
    ("writes_files", "other_expectation"),
}
LIMITS = Limits(seconds_per_cell=10, seconds_per_call=5, seconds_per_submission=60, memory=1 << 30, disk=8 << 20)
PASSED = "passed"

answers = pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        pytest.param(
            exercise,
            answer,
            id=f"{exercise.name}-{answer.name}",
            marks=[pytest.mark.machine, *([] if (exercise.name, answer.name) in SAMPLE else [pytest.mark.whole])],
        )
        for exercise, answer in ALL
    ],
)


@pytest.fixture(scope="module")
def warm():
    with Grader(LIMITS) as grader:
        yield grader


def passed(results: dict[str, str]) -> set[str]:
    return {name for name, said in results.items() if said == PASSED}


def test_each_exercise_has_what_is_right_untouched_and_wrong():
    for exercise in EXERCISES:
        kinds = Counter(answer.kind for answer in exercise.answers)
        assert kinds["right"], exercise.name
        assert kinds["untouched"], exercise.name
        assert kinds["wrong"], exercise.name
        assert exercise.inside <= exercise.points.keys(), exercise.name


@answers
def test_outside_what_is_right_passes_and_nothing_else_does(exercise: Exercise, answer: Answer, warm: Grader):
    results = corpus.sealed(warm, exercise, answer)
    if answer.kind == "right":
        lost = exercise.points.keys() - passed(results)
        assert lost == exercise.inside, {name: results[name] for name in lost ^ exercise.inside}
    elif answer.kind == "cheating":
        assert corpus.score(exercise, results) <= answer.earned, results
    else:
        kept = {name for name in exercise.points if name not in exercise.inside}
        assert corpus.score(exercise, results) <= answer.stock, results
        assert exercise.inside or corpus.score(exercise, results) == answer.stock, {
            name: results[name] for name in kept - passed(results)
        }


@pytest.mark.machine
@pytest.mark.whole
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_inside_everything_gets_what_a_kernel_gives(exercise: Exercise, warm: Grader):
    for answer in exercise.answers:
        assert corpus.score(exercise, corpus.sealed(warm, exercise, answer, inside=True)) == answer.stock, answer.name


@pytest.mark.machine
@pytest.mark.whole
def test_an_ordinary_process_gives_what_the_files_say():
    found = corpus.stock(ALL)
    told = {(exercise.name, answer.name): answer.stock for exercise, answer in ALL}
    assert {
        (exercise.name, answer.name): corpus.score(exercise, results)
        for (exercise, answer), results in zip(ALL, found, strict=True)
    } == told


@pytest.mark.machine
@pytest.mark.whole
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_a_kernel_of_nbgraders_passes_what_is_right(exercise: Exercise, tmp_path):
    for name, content in exercise.files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    notebook, _ = Execute().preprocess(
        nbformat.from_dict(exercise.source()), {"metadata": {"path": str(tmp_path)}, "nbgrader": {}}
    )
    errors = {
        cell.id: output.evalue for cell in notebook.cells for output in cell.outputs if output.output_type == "error"
    }
    assert not errors


def test_of_the_cells_that_a_kernel_passes_nearly_all_pass_outside():
    """Those that do not are named in their files, as ``inside``; the test above holds them to it."""
    cells = [name in exercise.inside for exercise in EXERCISES for name in exercise.points]
    assert sum(cells) / len(cells) <= 0.05
