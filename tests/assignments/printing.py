# /// exercise
# about = "What a function prints, caught by the test."
# ///

# %% solution triangle
def triangle(n):
    """Print n lines of stars: one, two, …"""
    ### BEGIN SOLUTION
    for k in range(1, n + 1):
        print("*" * k)
    ### END SOLUTION

# %% test triangle 2
import io
from contextlib import redirect_stdout
with io.StringIO() as out, redirect_stdout(out):
    assert triangle(3) is None
    assert out.getvalue() == "*\n**\n***\n"

# %% wrong returns: 0
def triangle(n):
    return "\n".join("*" * k for k in range(1, n + 1))
