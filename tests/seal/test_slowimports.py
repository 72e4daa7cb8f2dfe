"""What costs most to import is imported where a submission's cells name it, and then once for all."""

import pytest

from grading.seal.cells import slowimports

NEEDED = {
    "loss.backward()": [],
    "optimal = 1": [],
    "y.backward( weight)": ["torch.fx.experimental.symbolic_shapes"],
    "from torch import optim": ["torch._dynamo"],
    "torch.func.grad(f)(x)": ["torch._dynamo"],
}


@pytest.mark.parametrize("code", NEEDED)
def test_what_cells_will_load_is_seen_by_their_code(code):
    assert slowimports.needed(["x = 1", code]) == NEEDED[code]


@pytest.mark.machine
def test_benches_that_are_made_from_then_on_find_it_imported(launcher):
    loaded = []
    for _ in range(2):
        bench = launcher.bench()
        bench.begin(60, float("inf"))
        loaded.append(bench.run("import sys\n'tabnanny' in sys.modules", 1).outputs[0]["data"]["text/plain"])
        bench.close()
        launcher.load(["tabnanny"])
    assert loaded == ["False", "True"]
