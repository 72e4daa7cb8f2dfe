"""What a message says to install can be installed: it names packages of an index, in the versions that are wanted."""

import tomllib
from importlib.metadata import PackageNotFoundError

import pytest
from packaging.requirements import Requirement

from grading import extras

from .classes import ROOT


@pytest.mark.parametrize("extra", ["cluster", "postgresql"])
def test_the_command_names_what_the_extra_wants(extra: str):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    command, *named = extras.install(extra).replace("pip install", "pip-install").split(" ")
    assert command == "pip-install"
    assert {Requirement(one.strip("'")) for one in named} == set(
        map(Requirement, project["optional-dependencies"][extra])
    )
    assert project["name"] not in extras.install(extra)


def test_where_the_package_was_never_installed_it_names_the_folder(monkeypatch: pytest.MonkeyPatch):
    def none(_: str) -> list[str]:
        raise PackageNotFoundError

    monkeypatch.setattr(extras, "requires", none)
    assert extras.install("cluster") == "pip install '.[cluster]' in the folder that this package comes from"
