"""The bench's shell shows what a Jupyter kernel shows."""

import json
import re

import nbformat
import pytest
from nbclient import NotebookClient

from grading.hooks.execute import _KERNEL

pytestmark = pytest.mark.machine

CELLS = {
    "prints": "print('a'); print('b')",
    "stderr": "import sys\nprint('out'); print('err', file=sys.stderr)",
    "result": "x = 5\nx",
    "no result": "x;",
    "last result": "x\n_ + 1",
    "html": "from IPython.display import HTML, Image, JSON, Markdown, clear_output, display\nHTML('<b>x</b>')",
    "displays": "display(Markdown('# t')); display({'a': 1}); display('s', 2)",
    "figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);",
    "figures": "fig, ax = plt.subplots(1, 2)\nprint('before')\nplt.show()\nprint('after')\nfig",
    "inline": "%matplotlib inline\nplt.plot([1]); plt.show()",
    "svg": "%config InlineBackend.figure_formats = ['svg']\nplt.rcParams['svg.hashsalt'] = 's'",
    "shell": "!echo hello; echo err >&2",
    "exit code": "!exit 3\n_exit_code",
    "shell value": "names = !ls /usr\nlen(names) > 3",
    "os.system": "import os\nimport time\ni = os.system('echo sys'); time.sleep(0.3)",
    "descriptor": "i = os.write(1, b'raw\\n'); time.sleep(0.3)",
    "bash": "%%bash\necho from bash",
    "capture": "%%capture cap\nprint('hid')",
    "captured": "cap.stdout",
    "who": "%who_ls int",
    "await": "import asyncio\nawait asyncio.sleep(0.01)\nprint('slept')",
    "coroutine": "async def f():\n    return 7\nawait f()",
    "loop": "c = f()\ntry:\n    asyncio.run(c)\nexcept RuntimeError as e:\n    c.close(); print(e)",
    "task": "task = asyncio.create_task(asyncio.sleep(0))",
    "traceback": "def g(x):\n    return 1 / x\ndef h(x):\n    return g(x)\nh(0)",
    "chained": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise RuntimeError('chained') from e",
    "syntax": "this is a syntax error",
    "name": "undefined_name",
    "magic": "%nosuchmagic",
    "assert": "assert 1 == 2, 'no'",
    "own traceback": "class E(Exception):\n    def _render_traceback_(self): return ['custom']\nraise E('v')",
    "recursion": "def rec(n): return rec(n + 1)\nrec(0)",
    "group": "raise ExceptionGroup('g', [ValueError(1)])",
    "interrupt": "raise KeyboardInterrupt",
    "exit": "sys.exit(2)",
    "display id": "h = display('first', display_id='d1')",
    "update": "h.update('second')\nprint('k')",
    "update at once": "d = display(HTML('one'), display_id=True); d.update(HTML('two'))",
    "clear": "print('one'); clear_output(); print('two')",
    "clear later": "print('one'); clear_output(wait=True); print('two')",
    "clear nothing": "print('one'); clear_output(wait=True)",
    "input": "try: input('name? ')\nexcept Exception as e: print(type(e).__name__, e)",
    "getpass": "import getpass\ntry: getpass.getpass()\nexcept Exception as e: print(type(e).__name__, e)",
    "warning": "import warnings\nwarnings.warn('careful')",
    "tensor": "import torch\ntorch.ones(2)",
    "array": "import numpy as np\nnp.arange(3)",
    "own html": "class R:\n    def _repr_html_(self): return '<i>r</i>'\n    def __repr__(self): return 'R!'\nR()",
    "bad repr": "class B:\n    def __repr__(self): raise RuntimeError('norepr')\nB()",
    "displayhook": "sys.displayhook(3)\nprint('x')",
    "image": "Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + b'0' * 20)",
    "json": "JSON({'a': [1]})",
    "logging": "import logging\nlogging.warning('logged')",
    "help": "print?",
    "history": "In[1], len(Out) > 0",
    "main": "__name__, type(sys.modules['__main__']).__name__",
    "write a file": "%%writefile m_mine.py\nval = 3",
    "import it": "import m_mine\nm_mine.val",
    "run it": "%run m_mine.py\nval",
    "colours": "print('\\x1b[31mred\\x1b[0m')",
    "layer": "m = torch.nn.Linear(1, 1)\nm(torch.ones(1, 1)).sum().backward()",
    "optimizer": "torch.optim.SGD(m.parameters(), lr=1.0).step()",
    "stopped": "1 / 0\nprint('never')",
    "export": "%notebook all.ipynb\nimport json, pathlib",
    "exported": (
        "saved = [o for c in json.loads(pathlib.Path('all.ipynb').read_text())['cells'] for o in c['outputs']]\n"
        "[(o['ename'], o['evalue'], len(o['traceback'])) for o in saved if o['output_type'] == 'error'][:3]"
    ),
    "blank lines": "\n\n3\n",
}


def normal(outputs):
    """Outputs as the page shows them: text by stream, without process ids and places of files."""
    kept, text = [], {}
    for output in json.loads(json.dumps(outputs)):
        output.pop("transient", None)
        if output["output_type"] == "stream":
            text[output["name"]] = text.get(output["name"], "") + output["text"]
        else:
            kept.append(output)
    return json.loads(re.sub(r"ipykernel_\d+", "ipykernel_N", json.dumps([text, kept])))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """What a kernel shows for each cell, started as for an unsealed run."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS.values()])
    place = {"metadata": {"path": str(tmp_path_factory.mktemp("kernel"))}}
    client = NotebookClient(
        notebook, allow_errors=True, kernel_name="python3", resources=place, extra_arguments=list(_KERNEL)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # in its presence a kernel leaves descriptors alone
        client.execute()
    return dict(zip(CELLS, notebook.cells, strict=True))


@pytest.fixture(scope="module")
def sealed(launcher):
    """What a bench shows for each."""
    bench = launcher.bench()
    bench.begin(60, float("inf"))
    shown = []
    for count, code in enumerate(CELLS.values(), start=1):
        done = bench.run(code, count)
        for update in done.updates:
            for output in (output for outputs in shown for output in outputs):
                if output.get("transient", {}).get("display_id") == update["display_id"]:
                    output["data"] = update["data"]
        shown.append([dict(output) for output in done.outputs])
    bench.close()
    return dict(zip(CELLS, shown, strict=True))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CELLS)
def test_it_shows_what_a_kernel_shows(kernel, sealed, confinement, name):
    shown, expected = normal(sealed[name]), normal(kernel[name].outputs)
    if (confinement, name) == ("landlock", "shell"):  # which has no terminal for `!` lines
        shown, expected = ("".join(text.values()).replace("\r", "") for text, _ in (shown, expected))
    assert shown == expected


def test_text_keeps_its_order_however_it_was_written(bench):
    code = (
        "import os, sys\nprint('1'); os.write(1, b'2\\n'); print('3', file=sys.stderr)\n"
        "os.system('echo 4'); print('5');"
    )
    assert [o["text"] for o in bench.run(code, 1).outputs] == ["1\n2\n", "3\n", "4\n5\n"]


def test_a_cell_that_closes_its_streams_hurts_itself_alone(bench):
    bench.run("import os, sys\nos.close(1); os.close(2); sys.stdout = None", 1)
    bench.run("sys.stdout = sys.__stdout__", 2)
    assert bench.run("1 + 1", 3).outputs[0]["data"]["text/plain"] == "2"


def test_hooks_that_raise_do_not_end_the_bench(bench):
    for code in (
        "get_ipython().events.register('pre_run_cell', lambda *a: 1 / 0)",
        "get_ipython().ast_transformers.append(3)",
        "get_ipython().input_transformers_cleanup.append(lambda lines: 1 / 0)",
        "import builtins\ndel builtins.print",
        "get_ipython().display_formatter = None",
        "raise BaseException('odd')",
    ):
        bench.run(code, 1)
    assert bench.alive
