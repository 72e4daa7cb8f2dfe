"""What a student's code has written lies before a test as data, and as nothing else."""

import pickle
from pathlib import Path

import pytest

from grading.seal.sandbox.written import LOOKS, MOST, Written


@pytest.fixture
def written(tmp_path: Path):
    (tmp_path / "tests").mkdir()
    made = Written(tmp_path / "tests", ["expected.csv"], 1000)
    yield made
    made.clear()


def test_data_lies_there_until_the_test_is_over(written, tmp_path):
    place = written.lay("out/results.txt", b"1\n")
    assert place == tmp_path / "tests" / "out" / "results.txt"
    assert place.read_bytes() == b"1\n"
    written.clear()
    assert list((tmp_path / "tests").iterdir()) == []


def test_what_a_test_has_taken_away_or_put_in_its_place_is_no_fault(written, tmp_path):
    written.lay("x.txt/y.txt", b"y")
    written.lay("gone.txt", b"y")
    (tmp_path / "tests" / "x.txt" / "y.txt").unlink()
    (tmp_path / "tests" / "x.txt").rmdir()
    (tmp_path / "tests" / "x.txt").write_text("a file")
    (tmp_path / "tests" / "gone.txt").unlink()
    (tmp_path / "tests" / "gone.txt").mkdir()
    written.clear()
    assert (tmp_path / "tests" / "x.txt").read_text() == "a file"


@pytest.mark.parametrize("name", ["data.pkl", "data.npy", "draft.tmp", "a/old.bak"])
def test_of_what_is_read_as_more_than_data_a_test_sees_that_it_is_there(written, name):
    place = written.lay(name, b"cos\nsystem\n")
    assert place is not None
    assert place.read_bytes() == b""
    written.clear()
    assert not place.exists()


@pytest.mark.parametrize(
    "name",
    [
        *("helper.py", "helper.pyc", "lib.so", "a.pth", "matplotlibrc", "conftest.py"),
        *("../out.txt", "/tmp/out.txt", ".hidden.txt", "a/.hidden/b.txt", "a\n.txt"),
        *("expected.csv", "./expected.csv", ".//expected.csv", "expected.csv/.", "a/" * 20 + "deep.txt"),
    ],
)
def test_what_could_be_more_than_data_does_not_cross(written, tmp_path, name):
    assert written.lay(name, b"") is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_it_follows_no_link(written, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "tests" / "out").symlink_to(tmp_path / "other")
    (tmp_path / "tests" / "a.txt").symlink_to(tmp_path / "b.txt")
    assert written.lay("out/a.txt", b"1") is None
    assert written.lay("a.txt", b"1") is None
    assert not (tmp_path / "b.txt").exists()


def test_there_are_not_more_than_there_is_room_for(written):
    assert written.lay("a.txt", b"1" * 900) is not None
    assert written.lay("b.txt", b"1" * 200) is None
    for number in range(MOST):
        Written.lay(written, f"{number}.txt", b"")
    assert written.lay("last.txt", b"") is None


class Opens:
    def __reduce__(self):
        return open, ("opened", "w")


def test_nothing_is_unpickled_meanwhile_whatever_it_is_called(written, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = written.lay("model.txt", pickle.dumps(Opens()))
    with place.open("rb") as file, pytest.raises(RuntimeError, match="nothing is unpickled"):
        pickle.load(file)
    assert not (tmp_path / "opened").exists()


def test_a_test_that_looks_at_files_is_known_by_its_text():
    for code in ('open("a.txt")', 'os.path.exists("a")', 'pd.read_csv("a")', "json.load(file)", "np.loadtxt(name)"):
        assert LOOKS.search(code)
    assert not LOOKS.search("assert reopened == fit(X, y)")
