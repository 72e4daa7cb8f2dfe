# /// exercise
# about = "Exceptions that libraries have, of a student's function; none that would end a test well."
# untouched = 1
# ///

# %% given imports
import dataclasses
import decimal
import json
import unittest
import numpy as np

# %% solution fails
def parse(text):
    ### BEGIN SOLUTION
    return json.loads(text)
    ### END SOLUTION

def inverse(a):
    ### BEGIN SOLUTION
    return np.linalg.inv(a)
    ### END SOLUTION

@dataclasses.dataclass(frozen=True)
class Point:
    x: float = 0

# %% test decoded 1
try:
    parse("{")
    assert False
except json.JSONDecodeError as e:
    assert "Expecting" in str(e)
assert parse("[1]") == [1]

# %% test singular 1
try:
    inverse(np.zeros((2, 2)))
    assert False
except np.linalg.LinAlgError:
    pass

# %% test frozen 1
p = Point(3)
try:
    p.x = 5
    assert False
except dataclasses.FrozenInstanceError:
    pass
assert p.x == 3

# %% test cases 1
class Cases(unittest.TestCase):
    def test_parse(self):
        self.assertEqual(parse("{}"), {})
    def test_inverse(self):
        self.assertEqual(inverse(np.eye(1)).tolist(), [[1]])
done = unittest.TextTestRunner(verbosity=0).run(unittest.defaultTestLoader.loadTestsFromTestCase(Cases))
assert done.wasSuccessful() and done.testsRun == 2

# %% right by_hand of fails
def parse(text):
    try:
        return json.loads(text)
    except ValueError as e:
        raise json.JSONDecodeError("Expecting more", text, 0) from e
def inverse(a):
    if np.linalg.det(a) == 0:
        raise np.linalg.LinAlgError("singular")
    return np.linalg.solve(a, np.eye(len(a)))
class Point:
    def __init__(self, x=0):
        self.__dict__["x"] = x
    def __setattr__(self, name, value):
        raise dataclasses.FrozenInstanceError(name)

# %% wrong plain_errors of fails: 1
def parse(text):
    if text == "{":
        raise ValueError("Expecting")
    return json.loads(text)
def inverse(a):
    if not a.any():
        raise ValueError("singular")
    return np.linalg.inv(a)
@dataclasses.dataclass
class Point:
    x: float = 0

# %% cheating skips of fails: 1/0
def parse(text):
    raise unittest.SkipTest("not today")
def inverse(a):
    raise unittest.SkipTest("not today")
@dataclasses.dataclass
class Point:
    x: float = 0
