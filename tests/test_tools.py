"""What developers measure with is called by a command of its own, and is in no wheel."""

import pytest
from typer.testing import CliRunner

from tests.tools.__main__ import app

from .classes import ROOT


@pytest.mark.parametrize(
    ("command", "bank", "words"),
    [
        ("benchmark", "tests/submissions/hostile", "no submissions to grade"),
        ("benchmark", "docs", "docs holds no submissions"),
        ("compare", "docs", "docs holds no submissions"),
    ],
)
def test_a_bank_that_has_not_what_is_measured_is_named(
    command: str, bank: str, words: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app, [command, "--submissions", bank])
    assert done.exit_code == 1
    assert words in str(done.exception)
