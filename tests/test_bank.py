"""The bank's file format."""

from pathlib import Path

import pytest
from nbformat import NotebookNode

from grading import bank

FILE = """# /// submission
# about = "Halves it."
# lost = ["mse_loss"]
# says.mse_loss = ["half"]
# ///

# %% before mse_loss
factor = 0.5

# %% mse_loss
def mse_loss(y_pred, y_true):
    return factor * ((y_pred - y_true) ** 2).mean()
"""


def write(folder: Path, text: str, name: str = "halves.py") -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_a_file_declares_and_replaces(tmp_path: Path, solved: NotebookNode):
    submission = bank.read(write(tmp_path, FILE))
    assert (submission.name, submission.lost) == ("halves", {"mse_loss"})
    assert submission.says == {"mse_loss": ["half"]}
    notebook = submission.notebook(solved)
    assert len(notebook.cells) == len(solved.cells) + 1
    at = next(i for i, cell in enumerate(notebook.cells) if cell.id == "mse-loss")
    assert notebook.cells[at - 1].source == "factor = 0.5"
    assert notebook.cells[at].source.startswith("def mse_loss")
    assert "factor = 0.5" not in str(solved)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def f(): pass", "must begin with"),
        ("# /// submission\n# about = \n# ///\n", "is no TOML"),
        ("# /// submission\n# lost = []\n# ///\n", "got \\['lost'\\]"),
        ('# /// submission\n# about = "x"\n# los = []\n# ///\n', "got \\['about', 'los'\\]"),
    ],
)
def test_a_malformed_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, words: str):
    with pytest.raises(bank.BankError, match=f"halves.py: .*{words}"):
        bank.read(write(tmp_path, text))


def test_a_cell_that_the_notebook_does_not_have_is_named(tmp_path: Path, solved: NotebookNode):
    submission = bank.read(write(tmp_path, FILE.replace("# %% mse_loss", "# %% mean_loss")))
    with pytest.raises(bank.BankError, match="halves: the notebook has no cell 'mean_loss'"):
        submission.notebook(solved)


def test_names_are_unique(tmp_path: Path):
    for folder in ("right", "wrong"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, FILE)
    with pytest.raises(bank.BankError, match="several files have the name halves"):
        bank.load(tmp_path)
