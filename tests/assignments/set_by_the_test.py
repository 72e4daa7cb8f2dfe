# /// exercise
# about = "Warnings, floating point errors, the depth of recursion and the environment, as a test sets them."
# ///

# %% given imports
import io
import logging
import warnings
import os
import sys
import unittest
from unittest import mock
import numpy as np

# %% solution sigmoid
def sigmoid(x):
    ### BEGIN SOLUTION
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))
    ### END SOLUTION

def depth(n):
    ### BEGIN SOLUTION
    return n
    ### END SOLUTION

def old(x):
    ### BEGIN SOLUTION
    warnings.warn("use the new one", DeprecationWarning)
    return x
    ### END SOLUTION

def home():
    ### BEGIN SOLUTION
    return os.environ.get("COURSE_HOME", "none")
    ### END SOLUTION

def careful(x):
    ### BEGIN SOLUTION
    log = logging.getLogger("course.careful")
    log.debug("asked for %r", x)
    if x < 0:
        log.error("%r is negative", x)
    return abs(x)
    ### END SOLUTION

# %% test filter 1
with warnings.catch_warnings():
    warnings.simplefilter("error")
    assert np.allclose(sigmoid(np.array([-1000.0, 0])), [0, 0.5])

# %% test recorded 1
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    sigmoid(np.array([-1000.0]))
assert len(w) == 0

# %% test errstate 1
with np.errstate(over="raise"):
    assert np.allclose(sigmoid(np.array([-1000.0, 0])), [0, 0.5])

# %% test recursion 1
limit = sys.getrecursionlimit()
sys.setrecursionlimit(500)
try:
    assert depth(800) == 800
finally:
    sys.setrecursionlimit(limit)

# %% test warned 1
with unittest.TestCase().assertWarnsRegex(DeprecationWarning, "new one"):
    assert old(3) == 3

# %% test environment 1
with mock.patch.dict(os.environ, {"COURSE_HOME": "/here"}):
    assert home() == "/here"
assert home() == "none"

# %% test logged 1
case = unittest.TestCase()
with case.assertLogs("course", level="ERROR") as caught:
    assert careful(-3) == 3
assert caught.output == ["ERROR:course.careful:-3 is negative"], caught.output
with case.assertNoLogs("course", level="INFO"):
    careful(3)

# %% test logged_by_a_handler 1
stream = io.StringIO()
handler = logging.StreamHandler(stream)
course = logging.getLogger("course")
course.addHandler(handler)
course.setLevel(logging.DEBUG)
try:
    careful(-1)
finally:
    course.removeHandler(handler)
    course.setLevel(logging.NOTSET)
assert stream.getvalue().splitlines() == ["asked for -1", "-1 is negative"]

# %% right by_cases of sigmoid
def sigmoid(x):
    with np.errstate(over="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return 1 / (1 + np.exp(-x))
def depth(n):
    return sum(1 for _ in range(n))
def old(x):
    warnings.warn(DeprecationWarning("the new one"), stacklevel=2)
    return x
def home():
    return os.environ["COURSE_HOME"] if "COURSE_HOME" in os.environ else "none"
def careful(x):
    course = logging.getLogger("course").getChild("careful")
    course.log(10, f"asked for {x}")
    for _ in range(x < 0):
        course.error(f"{x} is negative")
    return max(x, -x)

# %% wrong overflows of sigmoid: 0
def sigmoid(x):
    return 1 / (1 + np.exp(-x))
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
def old(x):
    return x
def home():
    return "/here"
def careful(x):
    logging.getLogger("course.careful").warning("%r is negative", x)
    return abs(x)
