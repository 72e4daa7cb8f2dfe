"""A student's checks of an hour are counted, also by a service that was started anew."""

from pathlib import Path

import pytest

from grading.hub.ledger import HOUR, Ledger, TooMany


class Clock:
    now = 1e9

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "checks.db"


def test_so_many_within_an_hour_and_the_next_when_the_first_is_an_hour_old(path: Path, clock: Clock):
    ledger = Ledger(path, 2, clock)
    for minute in (0, 20):
        clock.now = 1e9 + 60 * minute
        ledger.begin("rebinds_weights", f"at {minute}")
        ledger.count(f"at {minute}")
    assert ledger.left("rebinds_weights") == 0
    clock.now = 1e9 + 60 * 30
    with pytest.raises(TooMany) as refused:
        ledger.begin("rebinds_weights", "a third")
    assert refused.value.wait == pytest.approx(60 * 30)
    clock.now = 1e9 + HOUR
    ledger.begin("rebinds_weights", "a third")
    ledger.close()


def test_everybody_has_their_own(path: Path, clock: Clock):
    ledger = Ledger(path, 1, clock)
    ledger.begin("rebinds_weights", "one")
    assert (ledger.left("rebinds_weights"), ledger.left("halves_the_mse")) == (0, 1)
    ledger.close()


def test_one_that_was_given_back_does_not_count(path: Path, clock: Clock):
    ledger = Ledger(path, 1, clock)
    ledger.begin("rebinds_weights", "one")
    ledger.give_back("one")
    assert ledger.left("rebinds_weights") == 1
    ledger.close()


def test_a_service_started_anew_knows_what_was_graded_and_gives_back_what_was_not(path: Path, clock: Clock):
    before = Ledger(path, 3, clock)
    before.begin("rebinds_weights", "graded")
    before.count("graded")
    before.begin("rebinds_weights", "under way")
    before.close()
    anew = Ledger(path, 3, clock)
    assert anew.left("rebinds_weights") == 2
    anew.close()


def test_a_lower_limit_holds_for_what_was_before_it(path: Path, clock: Clock):
    ledger = Ledger(path, 5, clock)
    for number in range(3):
        ledger.begin("rebinds_weights", str(number))
        ledger.count(str(number))
        clock.now += 60
    ledger.close()
    lower = Ledger(path, 1, clock)
    assert lower.left("rebinds_weights") == 0
    with pytest.raises(TooMany) as refused:
        lower.begin("rebinds_weights", "more")
    assert refused.value.wait == pytest.approx(HOUR - 60)
    lower.close()
