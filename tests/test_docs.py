"""The documentation names what is there."""

import re

import pytest

from .classes import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_a_page_names_exists(page):
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page.read_text(encoding="utf-8"))
    missing = [(path, name) for path, name in named if not (ROOT / path).is_file()]
    missing += [
        (path, name)
        for path, name in named
        if (ROOT / path).is_file() and name and f"\ndef {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_every_promise_of_security_has_its_test():
    rows = [line for line in (ROOT / "docs/security.md").read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    promises = [line.split("|")[1:3] for line in rows[1:] if not line.startswith("| **")]
    assert len(promises) > 20
    assert [promise for promise, tests in promises if "::test_" not in tests] == []
