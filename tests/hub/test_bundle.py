"""What a student's server sends, and what of it is taken in: plain names, as many bytes as were announced, no more."""

import importlib.util
import json
import os
from pathlib import Path

import pytest

from grading.hub import bundle
from grading.hub.bundle import BadBundle
from tests.classes import ROOT

SPEC = importlib.util.spec_from_file_location("check_button", ROOT / "deploy/check_button/check_button.py")
button = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(button)


def packed(files: dict[str, bytes], folder: object = "ps1", notebook: object = "mine.ipynb") -> bytes:
    header = {"folder": folder, "notebook": notebook, "files": [(name, len(data)) for name, data in files.items()]}
    return json.dumps(header).encode() + b"\n" + b"".join(files.values())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A student's home, with an assignment in it and much besides."""
    (tmp_path / "ps1/own/deep").mkdir(parents=True)
    (tmp_path / "ps1/.ipynb_checkpoints").mkdir()
    for name in ("ps1/mine.ipynb", "ps1/own/deep/losses.py", "ps1/.ipynb_checkpoints/mine.ipynb", "secret.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "ps1/link.txt").symlink_to(tmp_path / "secret.txt")
    return tmp_path


def test_what_the_button_sends_arrives(home: Path, tmp_path: Path):
    read = bundle.read(button.bundle(home, "ps1/mine.ipynb", ["ps1"], 1000))
    notebook = read.write(tmp_path / "there")
    assert notebook == tmp_path / "there/ps1/mine.ipynb"
    assert {
        path.relative_to(tmp_path / "there").as_posix(): path.read_text()
        for path in sorted(path for path in (tmp_path / "there").rglob("*") if path.is_file())
    } == {"ps1/mine.ipynb": "ps1/mine.ipynb", "ps1/own/deep/losses.py": "ps1/own/deep/losses.py"}


def test_files_come_along_from_an_assignments_folder_alone(home: Path):
    assert list(bundle.read(button.bundle(home, "ps1/mine.ipynb", ["ps2"], 1000)).files) == ["mine.ipynb"]


def test_names_that_are_no_text_arrive_as_they_are(home: Path, tmp_path: Path):
    name = os.fsdecode(b"caf\xe9.py")
    (home / "ps1" / name).write_text("")
    bundle.read(button.bundle(home, "ps1/mine.ipynb", ["ps1"], 1000)).write(tmp_path / "there")
    assert (tmp_path / "there/ps1" / name).exists()


@pytest.mark.parametrize("path", ["../secret.ipynb", "ps1", "ps1/none.ipynb", "", "/etc/passwd", "a\0b", None, 3])
def test_the_button_sends_nothing_but_a_notebook_of_its_own_folder(path: object, home: Path):
    (home.parent / "secret.ipynb").write_text("")
    with pytest.raises(button.NotSent):
        button.bundle(home, path, ["ps1"], 1000)


def test_a_notebook_that_is_a_link_to_elsewhere_is_not_sent(home: Path, tmp_path_factory: pytest.TempPathFactory):
    other = tmp_path_factory.mktemp("other") / "secret.ipynb"
    other.write_text("")
    (home / "link.ipynb").symlink_to(other)
    with pytest.raises(button.NotSent, match="no such notebook"):
        button.bundle(home, "link.ipynb", [], 1000)


def test_what_is_too_large_is_named_before_it_is_read(home: Path):
    with (home / "ps1/data.csv").open("wb") as file:
        file.truncate(3 << 40)  # which nobody could read
    with pytest.raises(button.NotSent, match=r"largest is data\.csv"):
        button.bundle(home, "ps1/mine.ipynb", ["ps1"], 1 << 20)


def test_a_folder_of_too_many_files_is_said(home: Path):
    for number in range(button.MOST_FILES + 1):
        (home / f"ps1/{number}").touch()
    with pytest.raises(button.NotSent, match="more than 500 files"):
        button.bundle(home, "ps1/mine.ipynb", ["ps1"], 1000)


def test_both_sides_have_the_same_bounds():
    assert (button.MOST_FILES, button.MOST_DEPTH) == (bundle.MOST_ENTRIES, bundle.MOST_DEPTH)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b"[" * 100_000 + b"\n",
        b'{"folder": ' + b"9" * 5000 + b"}\n",
        b" " * (1 << 20),
        packed({"mine.ipynb": b"x"})[:-1],
        packed({"mine.ipynb": b"x"}) + b"y",
        packed({"other.py": b"x"}),
        packed({"mine.py": b"x"}, notebook="mine.py"),
        packed({"own/mine.ipynb": b"x"}, notebook="own/mine.ipynb"),
        *(packed({"mine.ipynb": b"x"}, name) for name in ("", ".", "..", "a/b", "/etc", "a\0", None, 3, "x" * 256)),
        *(
            packed({"mine.ipynb": b"x", name: b""})
            for name in ("../up", "a/../b", "/etc/passwd", "a//b", "a/", ".", "", "a\0b", "x" * 256, "a/" * 17 + "a")
        ),
        packed({"mine.ipynb": b"x"} | {str(number): b"" for number in range(501)}),
        b'{"folder": "a", "notebook": "a.ipynb", "files": [["a.ipynb", -1], ["b", 1]]}\n',
        b'{"folder": "a", "notebook": "a.ipynb", "files": [["a.ipynb", 1e400]]}\n',
        b'{"folder": "a", "notebook": "a.ipynb", "files": [["a.ipynb", true]]}\n1',
        b'{"folder": "a", "notebook": "a.ipynb", "files": {"a.ipynb": 0}}\n',
        b'{"folder": "\xff", "notebook": "a.ipynb", "files": []}\n',
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_refused_in_words(body: bytes):
    with pytest.raises(BadBundle, match=r"\w{3}"):
        bundle.read(body)


@pytest.mark.parametrize("files", [["a", "a/b"], ["a/b", "a"], ["\ud800"]])
def test_names_that_cannot_stand_beside_each_other_are_refused(files: list[str], tmp_path: Path):
    with pytest.raises(BadBundle):
        bundle.read(packed({"mine.ipynb": b"x"} | dict.fromkeys(files, b""))).write(tmp_path / "there")
