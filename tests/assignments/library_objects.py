# /// exercise
# about = "Objects of libraries that an answer makes: what they are, and what they do."
# ///

# %% given imports
import io
import re
import sqlite3
import sys
import numpy as np

# %% solution made
### BEGIN SOLUTION
pattern = re.compile(r"(\d+)-(\d+)")
line = np.poly1d([2, 1])
connection = sqlite3.connect(":memory:")
connection.execute("CREATE TABLE pets (name TEXT, age INT)")
connection.execute("INSERT INTO pets VALUES ('rex', 3)")
### END SOLUTION

# %% test made_pattern 1
assert isinstance(pattern, re.Pattern)
assert pattern.match("10-20").groups() == ("10", "20")

# %% test made_line 1
assert isinstance(line, np.poly1d) and line.order == 1
assert line(3) == 7

# %% test made_connection 1
assert connection.execute("SELECT age FROM pets").fetchall() == [(3,)]

# %% solution greet
def greet(names):
    ### BEGIN SOLUTION
    for name in names:
        print("hello", name)
    ### END SOLUTION

# %% test greet 1
kept, sys.stdout = sys.stdout, io.StringIO()
try:
    greet(["a", "b"])
    said = sys.stdout.getvalue()
finally:
    sys.stdout = kept
assert said == "hello a\nhello b\n"

# %% wrong text of made: 1
pattern, line, connection = r"\d+", [2, 1], None

# %% cheating pretends of made: 4/4
class Pattern:
    __class__ = re.Pattern
    def match(self, text):
        return self
    def groups(self):
        return ("10", "20")
pattern = Pattern()
line = np.poly1d([2, 1])
connection = sqlite3.connect(":memory:")
connection.execute("CREATE TABLE pets (name TEXT, age INT)")
connection.execute("INSERT INTO pets VALUES ('rex', 3)")
