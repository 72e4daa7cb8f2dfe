"""Stand-ins: a test calls the student's function as if it were here."""

import traceback
import weakref

import numpy as np
import pytest
import torch

from grading.seal.window.errors import (
    BenchDied,
    BenchMisbehaved,
    CallOutOfMemory,
    CallTimedOut,
    StudentError,
)
from grading.seal.window.records import Verdict

pytestmark = pytest.mark.machine


def leaf(*values, grad=None):
    made = torch.tensor([[v] for v in values], dtype=torch.float32, requires_grad=True)
    if grad is not None:
        made.grad = torch.tensor([[v] for v in grad], dtype=torch.float32)
    return made


def test_values_go_and_come(student):
    f = student("def f(*args, **kwargs): return [args, kwargs]")
    assert f(1, "a", (2.5, None), k={"x": [True]}) == [(1, "a", (2.5, None)), {"k": {"x": [True]}}]


@pytest.mark.parametrize(
    "code",
    [
        "f = lambda x: x + 1",
        "import functools, operator\nf = functools.partial(operator.add, 1)",
        "class Adds:\n    def __call__(self, x): return x + 1\nf = Adds()",
        "@torch.no_grad()\ndef f(x): return x + 1",
        "def f(x):\n    def inner(): return x + 1\n    return inner()",
    ],
)
def test_any_callable_will_do(student, code):
    assert torch.equal(student(code)(torch.ones(2)), torch.full((2,), 2.0))


def test_a_name_may_hold_a_value_or_nothing(student, bench):
    assert torch.equal(student("f = torch.arange(3)"), torch.arange(3))
    assert bench.lookup(["no_such_name"]) == {}


def test_an_update_in_place_is_an_update_in_place(student):
    step = student("def f(w, lr):\n    with torch.no_grad(): w -= lr * w.grad")
    w = leaf(1, 2, grad=[4, 8])
    before = w
    assert step(w, 0.5) is None
    assert w is before
    assert w.tolist() == [[-1], [-2]]
    assert w.grad.tolist() == [[4], [8]]
    assert w.requires_grad
    assert w.is_leaf


@pytest.mark.parametrize("code", ["w.data -= w.grad", "w.data.sub_(w.grad)", "w.data = w.data - w.grad"])
def test_changes_that_autograd_does_not_see_are_seen(student, code):
    w = leaf(3, grad=[1])
    student(f"def f(w): {code}")(w)
    assert w.item() == 2


def test_rebinding_the_local_name_changes_nothing(student):
    w = leaf(3, grad=[1])
    student("def f(w):\n    w = w - w.grad")(w)
    assert w.item() == 3
    assert w.requires_grad


def test_an_argument_that_is_left_alone_stays_as_it_is(student):
    f = student("def f(X): return torch.cat([X, torch.ones_like(X)], 1)")
    X = torch.rand(5, 1)
    before, version = X.clone(), X._version
    f(X)
    assert torch.equal(X, before)
    assert X._version == version


def test_a_change_of_shape_arrives(student):
    X = torch.ones(3, 1)
    student("def f(X): X.resize_(3, 2).fill_(2)")(X)
    assert X.tolist() == [[2, 2]] * 3


def test_a_numpy_argument_is_brought_up_to_date(student):
    a = np.zeros(3)
    student("def f(a): a[1] = 5")(a)
    assert a.tolist() == [0, 5, 0]


def test_the_gradient_is_zeroed_replaced_or_dropped(student):
    w = leaf(1, grad=[5])
    grad = w.grad
    student("def f(w): w.grad.zero_()")(w)
    assert w.grad is grad
    assert grad.item() == 0
    student("def f(w): w.grad = torch.full_like(w, 7)")(w)
    assert w.grad.item() == 7
    student("def f(w): w.grad = None")(w)
    assert w.grad is None


def test_a_change_of_requires_grad_arrives(student):
    w = leaf(1)
    student("def f(w): w.requires_grad_(False)")(w)
    assert not w.requires_grad


def test_a_result_that_is_an_argument_is_that_very_object(student):
    f = student("def f(w, x): return [x, w, w.grad]")
    w, x = leaf(1, grad=[2]), torch.ones(1)
    first, second, third = f(w, x)
    assert first is x
    assert second is w
    assert third is w.grad


def test_the_same_argument_twice_is_one_object_there(student):
    f = student("def f(a, b): return a is b")
    x = torch.ones(1)
    assert f(x, x) is True
    assert f(x, torch.ones(1)) is False


def test_a_result_is_differentiable(student):
    loss = student("def f(p, t): return ((p - t) ** 2).mean()")
    p = leaf(1, 4)
    result = loss(p, torch.zeros(2, 1))
    assert result.requires_grad
    assert not result.is_leaf
    result.backward()
    assert p.grad.tolist() == [[1], [4]]
    with pytest.raises(RuntimeError, match="second time"):
        result.backward()


def test_gradients_flow_through_a_call_into_what_came_before_and_after(student):
    f = student("def f(x): return x * x")
    w = leaf(3)
    (f(w * 2) * 5).sum().backward()
    assert w.grad.item() == 5 * 2 * 6 * 2
    for _ in range(2):  # retained graphs can be used again
        g = torch.autograd.grad(f(w).sum(), w, retain_graph=True)[0]
        assert g.item() == 6


@pytest.mark.parametrize("last", [0, 1], ids=["result dropped", "result kept until the next"])
def test_a_leaf_is_gone_with_the_results_that_were_made_of_it(student, last):
    f, leaves, results = student("def f(x): return x * x"), [], []
    for number in range(20):
        given = leaf(number)
        leaves.append(weakref.ref(given))
        results = [f(given)][:last]
    assert results == results[:last]
    del given
    assert sum(each() is not None for each in leaves) <= 2


def test_a_gradient_flows_to_what_a_result_was_made_of_and_to_no_other(student):
    f = student(
        "class Net:\n    def __init__(self): self.h = None\n    def __call__(self, x, y):\n"
        "        self.h = x * 2 if self.h is None else self.h + x * 3\n        return self.h\nf = Net()"
    )
    a, b, c = leaf(1), leaf(2), leaf(3)
    first, second = f(a, b), f(c, b)
    second.backward(retain_graph=True)
    first.backward()
    assert (a.grad.item(), b.grad, c.grad.item()) == (2 + 2, None, 3)


def test_a_result_says_of_what_step_it_is_as_torch_does(student):
    f = student("def f(x): return (x * x).mean()")
    own = student(
        "class Square(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x): return x * x\n"
        "    @staticmethod\n    def backward(ctx, g): return g\nown = lambda x: Square.apply(x)",
        "own",
    )
    assert str(f(leaf(1))) == "tensor(1., grad_fn=<MeanBackward0>)"
    assert type(own(leaf(1)).grad_fn).__name__ == own(leaf(1)).grad_fn.name() == "SquareBackward"


@pytest.mark.parametrize("name", ["a b", "", "x" * 500, "\n"])
def test_a_step_may_have_any_name(student, name):
    f = student(
        "class Square(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n"
        "        ctx.save_for_backward(x); return x * x\n"
        "    @staticmethod\n    def backward(ctx, g): return 2 * g * ctx.saved_tensors[0]\n"
        f"Named = type({name!r}, (Square,), {{}})\nf = lambda x: Named.apply(x)"
    )
    x = leaf(3)
    f(x).sum().backward()
    assert x.grad.item() == 6


def test_several_results_are_differentiable_each(student):
    f = student("def f(a, b): return {'s': a + b, 'p': (a * b, a.detach())}")
    a, b = leaf(2), leaf(5)
    got = f(a, b)
    (got["s"] + got["p"][0]).sum().backward()
    assert a.grad.item() == 6
    assert b.grad.item() == 3
    assert not got["p"][1].requires_grad


def test_backward_inside_the_function_fills_the_gradient_here(student):
    f = student("def f(w, X):\n    l = (X @ w).sum()\n    l.backward()\n    return l")
    w, X = leaf(1, 1), torch.tensor([[1.0, 2.0]])
    loss = f(w, X)
    assert loss.item() == 3
    assert w.grad.tolist() == [[1], [2]]
    f(w, X)
    assert w.grad.tolist() == [[2], [4]]


@pytest.mark.parametrize("cut", ["r.detach()", "r.item()", "r.detach().numpy()"])
def test_a_cut_graph_is_cut(student, cut):
    result = student(f"def f(w):\n    r = (w * w).sum()\n    return {cut}")(leaf(2))
    assert not (isinstance(result, torch.Tensor) and result.requires_grad)


def test_no_grad_holds_in_the_call(student):
    f = student("def f(w): return (w * 2).requires_grad")
    assert f(leaf(1)) is True
    with torch.no_grad():
        assert f(leaf(1)) is False
    assert f(leaf(1)) is True


def test_a_grad_mode_left_behind_is_seen_and_does_not_last(student):
    f = student("def f(x):\n    torch.set_grad_enabled(False)\n    return x")
    f(1)
    assert not torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    assert student("def f(w): return (w * 2).requires_grad")(leaf(1)) is True


def test_what_a_function_does_to_its_copy_later_does_not_reach_the_next_call(student):
    f = student("kept = []\ndef f(X):\n    if kept: kept[0].fill_(9)\n    kept.append(X)\n    return X.sum().item()")
    X = torch.ones(3)
    assert f(X) == 3
    assert f(torch.zeros(1)) == 0  # fills the first argument's copy
    assert f(X) == 3 or X.sum() == 27  # never a value that the caller has not


def test_an_unchanged_argument_does_not_travel_twice(bench, student):
    f = student("def f(X, k): return X.sum().item() + k")
    X = torch.ones(1000, 2)
    sent = []
    bench.record(lambda frame: sent.append(len(frame)))
    assert f(X, 0) == 2000
    assert f(X, 1) == 2001
    X[0, 0] = 2
    assert f(X, 0) == 2001
    X.data.fill_(0)
    assert f(X, 0) == 0
    assert [size > 8000 for size in sent] == [True, False, True, True]


@pytest.mark.parametrize(
    ("code", "kind", "text"),
    [
        ("raise NotImplementedError('soon')", NotImplementedError, "soon"),
        ("return x.nothing", AttributeError, "nothing"),
        ("return torch.ones(2) @ torch.ones(3)", RuntimeError, "size"),
        ("import sys; sys.exit(3)", StudentError, "SystemExit"),
        ("class Odd(Exception): pass\n    raise Odd('x')", StudentError, "x"),
        ("return f(x)", RecursionError, "recursion"),
        ("assert False, 'mine'", AssertionError, "mine"),
    ],
)
def test_an_exception_arrives_with_its_type_its_words_and_the_students_lines(student, code, kind, text):
    f = student(f"def f(x):\n    {code}")
    with pytest.raises(kind, match=text) as caught:
        f(1)
    lines = "\n".join(caught.value.student_traceback)
    assert "Cell In[1]" in lines
    assert "grading" not in lines


def test_a_check_finds_the_students_line_as_it_would_without_a_seal(student):
    f = student("def helper(x):\n    return x.nothing\ndef f(x):\n    y = helper(x)\n    return y")
    with pytest.raises(AttributeError) as caught:
        f(1)
    found = traceback.extract_tb(caught.value.__traceback__)
    lines = [at.line for at in found if at.filename == f.__code__.co_filename]
    assert lines == ["y = helper(x)", "return x.nothing"]
    assert not hasattr(student("import functools\nf = functools.partial(int)"), "__code__")


def test_wrong_arguments_are_a_type_error(student):
    with pytest.raises(TypeError, match="positional"):
        student("def f(x): return x")(1, 2)


def test_what_cannot_cross_is_opaque(student):
    result = student("class Kept(torch.Tensor): pass\ndef f(): return [Kept(), torch.ones(1).to_sparse()]")()
    assert [r.type_name.partition(" ")[0] for r in result] == ["__main__.Kept", "torch.Tensor"]


def test_a_call_that_takes_too_long_is_interrupted_and_the_bench_lives(student, bench):
    f = student("def f(x):\n    while x: pass\n    return 'done'")
    bench.begin(60, float("inf"))
    with pytest.raises(CallTimedOut):
        f(True)
    assert bench.trouble[0] is Verdict.TIMED_OUT
    with pytest.raises(CallTimedOut, match="not called"):
        f(False)
    bench.begin(60, float("inf"))
    assert f(False) == "done"


def test_a_call_that_cannot_be_interrupted_is_killed(student, bench):
    f = student(
        "import time\ndef f():\n    while True:\n        try: time.sleep(100)\n        except BaseException: pass"
    )
    with pytest.raises(CallTimedOut):
        f()
    assert not bench.alive
    with pytest.raises(BenchDied):
        f()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os; os._exit(3)", "exit code 3"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("import os; os.abort()", "SIGABRT"),
    ],
)
def test_a_death_is_told(student, bench, code, words):
    with pytest.raises(BenchDied, match=words):
        student(f"def f(): {code}")()
    assert bench.trouble[0] is Verdict.CRASHED


def test_too_much_memory_is_told(student, bench):
    f = student("def f(): return len(torch.ones(10**10))")
    with pytest.raises(CallOutOfMemory):
        f()
    assert bench.trouble[0] is Verdict.OUT_OF_MEMORY


def test_a_result_too_large_to_cross_is_an_error_not_a_death(student, bench):
    with pytest.raises(ValueError, match="larger"):
        student("def f(): return torch.ones(1).expand(10**9)")()
    assert bench.alive


@pytest.mark.parametrize(
    "forged",
    [
        b"noise that is no frame at all",
        b"\xff" * 64,
        b"\0\0\0\x02\0\0\0\0{}",
        b'\0\0\0\x18\0\0\0\0{"op":"run","id":1,"c":1}',
        b'\0\0\0\x09\0\0\0\0{"id":99}',
    ],
)
def test_a_forged_answer_ends_the_bench_and_nothing_else(student, bench, forged):
    f = student(
        f"import os\ndef f():\n    for d in range(3, 30):\n        try: os.write(d, {forged!r})\n"
        "        except OSError: pass\n    os._exit(0)"
    )
    with pytest.raises((BenchMisbehaved, BenchDied)):
        f()
    assert not bench.alive


def test_what_is_written_during_a_call_goes_to_the_caller(student, bench):
    seen = []
    bench.outputs = seen.extend
    student("def f(): print('here'); return 1")()
    assert [output["text"] for output in seen] == ["here\n"]


def test_references_stand_in_for_the_students_functions_for_a_while(student, bench):
    f = student("def g(p): return p * 0\ndef f(w):\n    l = g(w).sum()\n    l.backward()\n    return l")
    w = leaf(3)
    with bench.replaced({"g": lambda p: p**2, "k": 1.5}):
        assert f(w).item() == 9
        assert bench.lookup(["k"])["k"] == 1.5
    assert w.grad.item() == 6
    assert f(leaf(3)).item() == 0
    assert "k" not in bench.lookup(["k"])


def test_a_reference_cannot_be_called_when_its_time_is_over(student, bench):
    f = student("kept = []\ndef f():\n    kept.append(g)\ndef h(): return kept[0](1)\n")
    with bench.replaced({"g": lambda p: p}):
        f()
    with pytest.raises(StudentError):
        bench.lookup(["h"])["h"]()


def test_being_asked_without_end_does_not_hold_the_examiner(student, bench):
    f = student("def f():\n    while True:\n        try: g(torch.ones(1))\n        except Exception: pass")
    with bench.replaced({"g": lambda p: p}), pytest.raises((CallTimedOut, StudentError)):
        f()
