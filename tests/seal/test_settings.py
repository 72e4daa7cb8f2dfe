"""What a test sets in its process: the other side has it, and tells of its warnings, which can be nothing else."""

import logging
import os
import sys
import warnings

import numpy as np
import pytest

from grading.seal.window import logs
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
    follower.take((errors, 5000, False, {"NEW": "2", "OLD": None}, None))
    assert np.geterr() == errors
    assert sys.getrecursionlimit() == 5000
    assert os.environ.get("NEW") == "2"
    assert "OLD" not in os.environ
    follower.take((errors, 5000, False, {}, None))
    assert "NEW" not in os.environ
    assert os.environ["OLD"] == "1"


def test_warnings_are_told_where_a_test_watches_for_them_and_nowhere_else(follower):
    with pytest.warns(UserWarning, match="unheard"), follower.listening():
        warnings.warn("unheard", stacklevel=1)
    assert follower.warned() == []
    follower.take((np.geterr(), sys.getrecursionlimit(), True, {}, None))
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


def test_logs_are_told_where_a_test_looks_at_them_and_handled_where_it_looks(follower, caplog):
    course = logging.getLogger("course.followed")
    watch = Watch()
    watch.begin("x = 1")
    assert watch.tell() is None
    watch.begin("unittest.TestCase().assertLogs()")
    with caplog.at_level(logging.INFO, "course"):
        told = watch.tell()
    assert told.logs["course"] == logging.INFO
    logging.getLogger("course").setLevel(logging.NOTSET)
    follower.take(told._replace(depth=sys.getrecursionlimit()))
    with follower.listening():
        course.debug("no")
        course.info("%s %%s", "yes")
        try:
            _ = 1 / 0
        except ZeroDivisionError:
            course.exception("no number")
    course.error("not listened to")
    record, failed = follower.warned()
    assert record == ("course.followed", logging.INFO, "yes %s", None)
    assert not logging.getLogger("course").level
    caplog.clear()
    warn([failed], [])
    assert isinstance(caplog.records[0].exc_info[1], ZeroDivisionError)
    caplog.clear()
    warn([record], [])
    assert caplog.record_tuples == [record[:3]]
    caplog.clear()
    warn([record], logs.handlers())
    assert not caplog.records
    with pytest.raises(MalformedMessage):
        warn([record])
    for other in [
        ("course", 10**5000, "words", None),
        ("course", 20),
        ("course", "20", "words", None),
        (1, 20, "words", None),
        ("course", 2, "words", 7),
    ]:
        with pytest.raises(MalformedMessage):
            warn([other], [])


@pytest.mark.parametrize("told", [None, {}, [1], [("a", "b")], [(["builtins:Warning"], 1)], [([], "")] * 201])
def test_warnings_in_an_unknown_form_are_refused(told):
    with pytest.raises(MalformedMessage):
        warn(told)
