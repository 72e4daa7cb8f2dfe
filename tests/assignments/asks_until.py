# /// exercise
# about = "Input and print that a test stubs together, and what is printed after that."
# ///

# %% solution ask
def ask(prompt="Age? "):
    """Ask until a number is given; print 'Try again' where none is."""
    ### BEGIN SOLUTION
    while True:
        try:
            return int(input(prompt))
        except ValueError:
            print("Try again")
    ### END SOLUTION

def table(rows):
    """Print each row, with ' | ' between its items."""
    ### BEGIN SOLUTION
    for row in rows:
        print(*row, sep=" | ")
    ### END SOLUTION

# %% test ask 2
import contextlib
import io
from unittest.mock import call, patch
with patch("builtins.input", side_effect=["x", "-", "42"]) as asked, patch("builtins.print") as said:
    assert ask() == 42
assert asked.call_count == 3 and said.call_args_list == [call("Try again")] * 2
shown = io.StringIO()
with contextlib.redirect_stdout(shown):
    table([(1, 2), ("a", "b")])
assert shown.getvalue() == "1 | 2\na | b\n"

# %% test table 1
with patch("sys.stdout", new_callable=io.StringIO) as out:
    table([["z"]])
assert out.getvalue() == "z\n"

# %% wrong once: 0
def ask(prompt="Age? "):
    return int(input(prompt))

def table(rows):
    for row in rows:
        print(row)

# %% cheating says_it_is_42: 0/0
def ask(prompt="Age? "):
    input.call_count = 3
    return 42

def table(rows):
    return "1 | 2\na | b\n"
