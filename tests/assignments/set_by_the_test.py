# /// exercise
# about = "Warnings, floating point errors, the depth of recursion and the environment, as a test sets them."
# ///

# %% given imports
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

# %% wrong overflows of sigmoid: 0
def sigmoid(x):
    return 1 / (1 + np.exp(-x))
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
def old(x):
    return x
def home():
    return "/here"
