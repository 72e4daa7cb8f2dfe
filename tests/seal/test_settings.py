"""What a test sets in its process: the other side has it, and tells of its warnings, which can be nothing else."""

import os
import sys
import warnings

import numpy as np
import pytest

from grading.seal.window.errors import MalformedMessage
from grading.seal.window.settings import Follower, Watch, warn


@pytest.fixture
def follower():
    depth, errors = sys.getrecursionlimit(), np.geterr()
    yield Follower()
    sys.setrecursionlimit(depth)
    np.seterr(**errors)


def test_what_a_test_sets_is_told_once_and_what_is_set_before_it_is_not(monkeypatch):
    monkeypatch.setenv("OLD", "1")
    watch = Watch()
    watch.begin("os.environ")
    assert watch.tell() is None
    with np.errstate(over="raise"), warnings.catch_warnings():
        monkeypatch.setenv("NEW", "2")
        monkeypatch.delenv("OLD")
        told = watch.tell()
        assert told.errors["over"] == "raise"
        assert told.listens
        assert told.environment == {"NEW": "2", "OLD": None}
        assert watch.tell() is None


def test_a_follower_does_as_it_is_told_and_back(follower, monkeypatch):
    monkeypatch.setenv("OLD", "1")
    errors = {**np.geterr(), "over": "raise"}
    follower.take((errors, 5000, False, {"NEW": "2", "OLD": None}))
    assert np.geterr() == errors
    assert sys.getrecursionlimit() == 5000
    assert os.environ.get("NEW") == "2"
    assert "OLD" not in os.environ
    follower.take((errors, 5000, False, {}))
    assert "NEW" not in os.environ
    assert os.environ["OLD"] == "1"


def test_warnings_are_told_where_a_test_watches_for_them_and_nowhere_else(follower):
    with pytest.warns(UserWarning, match="unheard"), follower.listening():
        warnings.warn("unheard", stacklevel=1)
    assert follower.warned() == []
    follower.take((np.geterr(), sys.getrecursionlimit(), True, {}))
    with follower.listening():
        warnings.warn("heard", DeprecationWarning, stacklevel=1)
    ((kinds, text),) = follower.warned()
    assert kinds[0] == "builtins:DeprecationWarning"
    assert text == "heard"
    assert follower.warned() == []


def test_a_warning_is_given_once_more_as_the_nearest_that_is_known_and_the_tests_filters_decide():
    with pytest.warns(RuntimeWarning, match="too much"):
        warn([(["__main__:Mine", "builtins:RuntimeWarning"], "too much")])
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        with pytest.raises(DeprecationWarning):
            warn([(["builtins:DeprecationWarning"], "old")])


@pytest.mark.parametrize("kind", ["builtins:SystemExit", "builtins:int", "os:system", "unittest:SkipTest", "", ":", 7])
def test_what_is_no_warning_is_none(kind):
    with pytest.warns(UserWarning, match="words"):
        warn([([kind], "words")])


@pytest.mark.parametrize("told", [None, {}, [1], [("a", "b")], [(["builtins:Warning"], 1)], [([], "")] * 101])
def test_warnings_in_an_unknown_form_are_refused(told):
    with pytest.raises(MalformedMessage):
        warn(told)
